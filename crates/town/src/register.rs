//! `institutions.csv`: what the institution register knows, one institution a line.
//!
//! What it does not do: read it; the import loads it into the register first.

use rules::institution::Institution;

/// The first line.
pub const HEADER: &str = "number,name,type,cvr,p_number,municipality_number,municipality,region,address,postal_code,city,\
                          phone,mail,web,leader,ownership,main_institution\n";

/// Adds the institution's line.
pub fn push_line(institution: &Institution, out: &mut String) {
    let main = institution.main_institution.as_ref().map_or("", |number| number.as_str());
    let fields = [
        institution.number.as_str(),
        &institution.name,
        &institution.kind,
        &institution.cvr,
        &institution.p_number,
        &institution.municipality_number,
        &institution.municipality,
        &institution.region,
        &institution.address,
        &institution.postal_code,
        &institution.city,
        &institution.phone,
        &institution.mail,
        &institution.web,
        &institution.leader,
        institution.ownership.word(),
        main,
    ];
    for (at, field) in fields.into_iter().enumerate() {
        if 0 < at {
            out.push(',');
        }
        push_field(field, out);
    }
    out.push('\n');
}

fn push_field(field: &str, out: &mut String) {
    if !field.contains([',', '"', '\n', '\r']) {
        out.push_str(field);
        return;
    }
    out.push('"');
    out.push_str(&field.replace('"', "\"\""));
    out.push('"');
}
