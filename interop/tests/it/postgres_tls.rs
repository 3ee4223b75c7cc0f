//! PostgreSQL over TLS: only with a certificate that this machine trusts, for the very name in the address.

use interop::cluster::Cluster;
use interop::installation::Installation;
use std::path::Path;
use std::process::Command;

fn openssl(directory: &Path, line: &str) {
    let done = Command::new("openssl").args(line.split(' ')).current_dir(directory).output().expect("openssl");
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// An authority, and a certificate of it for `localhost`.
fn certificates(cluster: &Cluster) {
    let directory = cluster.directory();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    for authority in ["ca", "other"] {
        openssl(
            directory,
            &format!("req -x509 {key} -subj /CN={authority} -keyout {authority}.key -out {authority}.pem"),
        );
    }
    openssl(
        directory,
        &format!(
            "req {key} -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr"
        ),
    );
    let sign = "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -days 2 -out server.pem";
    openssl(directory, sign);
    cluster.own("server.key");
    cluster.own("server.pem");
}

#[test]
fn the_database_is_reached_by_tls_and_a_wrong_authority_or_name_is_refused() {
    let mut cluster = Cluster::start(&["fsync=off"]);
    certificates(&cluster);
    cluster.stop();
    let at = |name: &str| cluster.directory().join(name).display().to_string();
    let (certificate, key) =
        (format!("ssl_cert_file={}", at("server.pem")), format!("ssl_key_file={}", at("server.key")));
    let (right, wrong) = (at("ca.pem"), at("other.pem"));
    cluster.start_again(&["fsync=off", "ssl=on", &certificate, &key]);
    let by_name = format!("database = '{}?sslmode=require'", cluster.url("localhost"));
    let node = Installation::new(&by_name);
    let server = e2e::server::Server::start(&node.launch().variable("SSL_CERT_FILE", &right));
    let sql = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    assert_eq!(cluster.ask(sql), "t", "every connection is encrypted");
    drop(server);
    let by_number = Installation::new(&format!("database = '{}?sslmode=require'", cluster.url("127.0.0.1")));
    for (node, authority, why) in [(&node, &wrong, "another authority"), (&by_number, &right, "another name")] {
        let done = node.command_with(&["migrate"], &[("SSL_CERT_FILE", authority)]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success(), "{why} is refused");
        assert!(said.contains("ertificate"), "{why}: {said}");
    }
}
