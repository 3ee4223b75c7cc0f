//! A browser without a window: cookies, redirects and forms, enough to log in by the pages people see.
//!
//! What it does not do: run scripts, or look at a page as people do (`e2e` does).

use e2e::country::Person;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use std::collections::BTreeMap;
use url::Url;

/// More redirects in a row lead nowhere.
const REDIRECTS_MAX: usize = 20;
/// More pages than this no login has.
const PAGES_MAX: usize = 10;

/// Where a walk ended.
#[derive(Clone, Debug)]
pub enum End {
    /// At an address the browser was told not to open: a service's own.
    Away(Url),
    /// On a page that posts itself to such an address.
    Carry(Form),
    /// On a page.
    Page(Page),
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it lies.
    pub address: Url,
    /// Its status.
    pub status: u16,
    /// What it says to the browser.
    pub headers: HeaderMap,
    /// Its text.
    pub text: String,
}

/// A form of a page with the fields it holds already.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: Url,
    /// Its hidden fields.
    pub fields: Vec<(String, String)>,
}

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<(String, String), String>,
    stops_before: Option<String>,
    /// Every address that was asked for, with its answer; none where nothing is recorded.
    record: Option<Vec<(String, String)>>,
}

impl Browser {
    /// A new browser that opens every address.
    pub fn new() -> Browser {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client without TLS needs nothing");
        Browser { client, cookies: BTreeMap::new(), stops_before: None, record: None }
    }

    /// A new browser that writes down every address it asks for and every answer.
    pub fn recording() -> Browser {
        Browser { record: Some(Vec::new()), ..Browser::new() }
    }

    /// All that was seen at addresses that begin like this: addresses, heads and bodies.
    pub fn seen(&self, begins: &str) -> String {
        let seen = self.record.iter().flatten().filter(|(address, _)| address.starts_with(begins));
        seen.map(|(address, answer)| format!("{address}\n{answer}\n")).collect()
    }

    /// A new browser that opens no address of this origin: the judge answers there itself.
    pub fn stopping_before(origin: &str) -> Browser {
        Browser { stops_before: Some(origin.to_owned()), ..Browser::new() }
    }

    /// The value of a cookie.
    pub fn cookie(&self, host: &str, name: &str) -> Option<&str> {
        self.cookies.get(&(host.to_owned(), name.to_owned())).map(String::as_str)
    }

    /// Puts a cookie there, as somebody who tampers would.
    pub fn set_cookie(&mut self, host: &str, name: &str, value: &str) {
        self.cookies.insert((host.to_owned(), name.to_owned()), value.to_owned());
    }

    /// Opens an address and follows redirects to the end.
    pub async fn open(&mut self, address: &str) -> End {
        self.walk(parsed(address), None).await
    }

    /// Sends a form with these fields beside its own.
    pub async fn send(&mut self, page: &Page, form: &Form, more: &[(&str, &str)]) -> End {
        let mut fields = form.fields.clone();
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let origin = page.address.origin().ascii_serialization();
        self.walk(form.action.clone(), Some((fields, origin))).await
    }

    /// Opens an address, and answers the login's questions as this person until something else comes.
    pub async fn log_in(&mut self, address: &str, person: &Person) -> End {
        let end = self.open(address).await;
        self.answer(end, person).await
    }

    /// Answers the login's questions as this person until something else comes.
    pub async fn answer(&mut self, mut end: End, person: &Person) -> End {
        for _ in 0..PAGES_MAX {
            let End::Page(page) = &end else { return end };
            let forms = page.forms();
            let to = |last: &str| forms.iter().find(|form| form.action.path().ends_with(last));
            end = if let Some(form) = to("/username") {
                self.send(page, form, &[("username", &person.username)]).await
            } else if let Some(form) = to("/text") {
                self.send(page, form, &[("password", &person.password)]).await
            } else {
                return end;
            };
        }
        end
    }

    /// Sends a form once, to a server that may go away meanwhile.
    ///
    /// # Errors
    /// Where it did.
    pub async fn try_send(&mut self, page: &Page, form: &Form, more: &[(&str, &str)]) -> reqwest::Result<Page> {
        let mut fields = form.fields.clone();
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let origin = page.address.origin().ascii_serialization();
        self.fetch(&form.action, Some((fields, origin))).await
    }

    async fn walk(&mut self, mut address: Url, mut form: Option<(Vec<(String, String)>, String)>) -> End {
        for _ in 0..REDIRECTS_MAX {
            if self.is_away(&address) {
                return End::Away(address);
            }
            let page = self.fetch(&address, form.take()).await.unwrap_or_else(|error| panic!("{address}: {error}"));
            let to = page.headers.get(LOCATION).and_then(|to| to.to_str().ok());
            match to.filter(|_| (300..400).contains(&page.status)) {
                Some(to) => address = address.join(to).unwrap_or_else(|error| panic!("{to}: {error}")),
                None => {
                    let carried = page.forms().into_iter().find(|form| self.is_away(&form.action));
                    return carried.map_or(End::Page(page), End::Carry);
                }
            }
        }
        panic!("redirects without end at {address}");
    }

    fn is_away(&self, address: &Url) -> bool {
        self.stops_before.as_ref().is_some_and(|origin| *origin == address.origin().ascii_serialization())
    }

    fn cookies_for(&self, host: &str) -> String {
        let of_host = self.cookies.iter().filter(|((at, _), _)| at == host);
        of_host.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn fetch(&mut self, address: &Url, form: Option<(Vec<(String, String)>, String)>) -> reqwest::Result<Page> {
        let host = address.host_str().unwrap_or_default().to_owned();
        let request = match form {
            None => self.client.get(address.clone()),
            Some((fields, origin)) => {
                let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                let request = self.client.post(address.clone()).header(ORIGIN, origin);
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
            }
        };
        let answer = request.header(COOKIE, self.cookies_for(&host)).send().await?;
        for line in answer.headers().get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            self.cookies.insert((host.clone(), name.trim().to_owned()), value.to_owned());
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await?;
        if let Some(record) = &mut self.record {
            record.push((address.to_string(), format!("{headers:?}\n{text}")));
        }
        Ok(Page { address: address.clone(), status, headers, text })
    }
}

impl Default for Browser {
    fn default() -> Browser {
        Browser::new()
    }
}

fn parsed(address: &str) -> Url {
    Url::parse(address).unwrap_or_else(|error| panic!("{address}: {error}"))
}

impl End {
    /// The page, where it is one.
    ///
    /// # Panics
    /// Where it is none.
    pub fn page(self) -> Page {
        match self {
            End::Page(page) => page,
            End::Away(_) | End::Carry(_) => panic!("no page but {self:?}"),
        }
    }

    /// The address, where it is one.
    ///
    /// # Panics
    /// Where it is none.
    pub fn away(self) -> Url {
        match self {
            End::Away(address) => address,
            End::Page(_) | End::Carry(_) => panic!("no address but {self:?}"),
        }
    }
}

impl Page {
    /// The forms that are posted.
    pub fn forms(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        for part in self.text.split("<form").skip(1) {
            let (head, rest) = part.split_once('>').unwrap_or((part, ""));
            let inside = rest.split("</form>").next().unwrap_or_default();
            if attribute(head, "method").as_deref() != Some("post") {
                continue;
            }
            let Some(action) = attribute(head, "action") else { continue };
            let Ok(action) = self.address.join(&action) else { continue };
            let inputs = inside.split("<input").skip(1).filter_map(|input| input.split_once('>').map(|(head, _)| head));
            let hidden = inputs.filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
            let fields = hidden.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
            forms.push(Form { action, fields: fields.collect() });
        }
        forms
    }

    /// The form that goes to an address with this end.
    ///
    /// # Panics
    /// Where there is none; with the page.
    pub fn form(&self, last: &str) -> Form {
        let found = self.forms().into_iter().find(|form| form.action.path().ends_with(last));
        found.unwrap_or_else(|| panic!("no form to {last} on {}: {}", self.address, self.heading()))
    }

    /// Whether there is one.
    pub fn has_form(&self, last: &str) -> bool {
        self.forms().iter().any(|form| form.action.path().ends_with(last))
    }

    /// The page's one heading, with whatever marks stand in it.
    pub fn heading(&self) -> &str {
        let rest = self.text.split_once("<h1").map_or("", |(_, rest)| rest);
        rest.split("</h1>").next().unwrap_or_default()
    }

    /// What the answer says in this header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The value of an attribute of a tag we wrote ourselves: always in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    let plain = [("&#34;", "\""), ("&#38;", "&"), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&amp;", "&")];
    Some(plain.iter().fold(value.to_owned(), |text, (coded, letter)| text.replace(coded, letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_its_forms() {
        let text = r#"<form class="x" method="post" action="/a/username"><input type="hidden" name="form_token" value="1&#38;2">
            <input type="text" name="username" value=""></form>"#;
        let address = parsed("http://localhost:1/login/x");
        let page = Page { address, status: 200, headers: HeaderMap::new(), text: text.to_owned() };
        let form = page.form("/username");
        assert_eq!(form.action.as_str(), "http://localhost:1/a/username");
        assert_eq!(form.fields, [("form_token".to_owned(), "1&2".to_owned())]);
    }
}
