//! What is written in PDFs, by the real `pdftotext`.

use std::path::PathBuf;

use pipelines::{DocumentError, document_text};

/// One page with a line of text, the trailer as given.
fn pdf(line: &str, trailer: &str) -> Vec<u8> {
    let drawn = format!("BT /F1 18 Tf 40 700 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
            /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = file.len();
    file.extend(table.bytes());
    let size = objects.len() + 1;
    file.extend(
        format!("trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
            .bytes(),
    );
    file
}

struct Written {
    file: PathBuf,
    _folder: tempfile::TempDir,
}

fn written(bytes: &[u8]) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cv");
    std::fs::write(&file, bytes).unwrap();
    Written {
        file,
        _folder: folder,
    }
}

#[tokio::test]
async fn a_text_is_read() {
    let cv = written(&pdf("Comptable, dix ans de paie", ""));
    let text = document_text(&cv.file).await.unwrap();
    assert_eq!(text.trim(), "Comptable, dix ans de paie");
    // A page with no letter on it, as of a scan.
    let scan = written(&pdf("", ""));
    assert_eq!(document_text(&scan.file).await.unwrap().trim(), "");
}

#[tokio::test]
async fn a_password_is_told_from_a_broken_file() {
    // A user password that is not the empty one: /U is not what the empty one makes.
    let key = "30".repeat(32);
    let lock = format!(
        "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
    );
    let cv = written(&pdf("Comptable", &lock));
    let error = document_text(&cv.file).await.unwrap_err();
    assert!(matches!(error, DocumentError::Locked), "{error}");

    for broken in [b"%PDF-1.4\nnothing\n%%EOF\n".as_slice(), b"", b"PK\x03\x04"] {
        let cv = written(broken);
        let error = document_text(&cv.file).await.unwrap_err();
        assert!(matches!(error, DocumentError::Unreadable(_)), "{error}");
    }
}
