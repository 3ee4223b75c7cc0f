//! The demo's pending application: a boarding school without administrators asks for access; and the operator of the
//! cast, who decides it.
//!
//! Source: product.md §15. It takes the road every application takes. What it does not do: decide it.

use anyhow::{Context, Result, bail};
use crypto::secret::SecretText;
use flows::application::send::{Sent, send};
use flows::application::{Attached, LINK_PATH, attach, begin, save};
use flows::demo_cast;
use flows::world::World;
use rules::application::{Answers, Applicant};
use std::net::{IpAddr, Ipv4Addr};
use town::demo::{Demo, EFTERSKOLEN};
use town::person::PersonAt;

/// The member of the cast who is an operator, too.
const OPERATOR: &str = "without_class";

/// Appoints the operator and sends the application.
pub(crate) fn prepare(world: &World, demo: &Demo) -> Result<()> {
    let at = demo.cast.get(OPERATOR).context("the operator of the cast")?;
    let operator = demo_cast::person(world, &demo.locality.person(*at).cpr)?.context("the operator was imported")?;
    flows::operator::appoint(world, operator.id)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(apply(world, answers(demo)?))
}

fn answers(demo: &Demo) -> Result<Answers> {
    let schools = &demo.locality.schools;
    let school = schools.iter().find(|school| school.register.number.as_str() == EFTERSKOLEN);
    let school = school.context("the boarding school")?;
    let applicant = |at: PersonAt, mail: &str| {
        let person = demo.locality.person(at);
        Applicant {
            name: format!("{} {}", person.first_name, person.family_name),
            cpr: person.cpr.reveal().to_owned(),
            phone: school.register.phone.clone(),
            mail: mail.to_owned(),
            ..Applicant::default()
        }
    };
    let [leader, contact] = [school.employees.first(), school.employees.get(1)];
    let (leader, contact) = (leader.context("a leader")?, contact.context("a second employee")?);
    Ok(Answers {
        registration: school.register.cvr.clone(),
        name: school.register.name.clone(),
        number: school.register.number.to_string(),
        contact: applicant(contact.person, "kontakt@efterskolen.example"),
        leader: Applicant { mail: String::new(), ..applicant(leader.person, "") },
        ..Answers::default()
    })
}

async fn apply(world: &World, answers: Answers) -> Result<()> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let path = begin(world, here, Answers::default(), "da").await?.context("the first application of a day")?;
    let link = SecretText::from(path.strip_prefix(LINK_PATH).context("a link")?);
    let page = web::ansoeg::signature_page("Unilogin", &answers).context("a page to sign")?;
    save(world, &link, answers).await?;
    if attach(world, &link, ("underskrevet.pdf", page)).await? != Attached::Yes {
        bail!("the demo's own signature page was not taken");
    }
    match send(world, &link, here).await? {
        Sent::Done(_) => Ok(()),
        other => bail!("the demo's application was not sent: {other:?}"),
    }
}
