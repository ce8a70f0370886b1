//! The rental file: whatever is left out, added or spelt anew, what can be read is read, and none of it is shown.

use auth_core::{Call, Error, ErrorKind, ExposeSecret};
use auth_dossierfacile::{
    AnalysisStatus, ApplicationType, DocumentCategory, DocumentStatus, FileStatus, GuarantorType,
    Profile, RuleLevel, TenantProfile, TenantType,
};
use serde_json::{Value, json};

use crate::support::{answer, with};

fn read(body: &Value) -> Result<TenantProfile, Error> {
    Profile.answer(&answer(200, body.to_string()))
}

fn document() -> Value {
    json!({
        "id": 31, "documentCategory": "TAX", "documentSubCategory": "MY_NAME", "subCategory": "MY_NAME",
        "noDocument": false, "customText": "canary-text", "monthlySum": 2100, "documentStatus": "TO_PROCESS",
        "name": "https://api.example.test/canary-document", "token": "canary-document-token", "files": [],
        "documentAnalysisReport": {
            "id": 5, "analysisStatus": "DENIED", "comment": "canary-comment", "createdAt": "2026-11-20T10:00:00",
            "failedRules": [{"rule": "R_TAX_PARSE", "message": "Avis illisible", "level": "CRITICAL", "ruleData": {"x": 1}}],
            "passedRules": [], "inconclusiveRules": null,
        },
    })
}

fn file() -> Value {
    json!({"connectedTenantId": 4012, "apartmentSharing": {
        "id": 88, "applicationType": "COUPLE", "status": "VALIDATED",
        "token": "canary-token", "tokenPublic": "canary-public",
        "dossierUrl": "https://files.example.test/canary-url", "dossierPdfUrl": "https://api.example.test/canary-pdf",
        "tenants": [
            {"id": 4013, "tenantType": "JOIN", "status": "VALIDATED"},
            {"id": 4012, "firstName": "canary-first", "lastName": "canary-last", "preferredName": "canary-preferred",
             "email": "canary@example.test", "zipCode": "75001", "abroad": false, "tenantType": "CREATE",
             "status": "VALIDATED", "honorDeclaration": true, "lastUpdateDate": "2026-11-20T10:00:00.123456",
             "creationDateTime": "2026-11-01T10:00:00", "clarification": "canary-clarification",
             "franceConnect": true, "documents": [document()],
             "guarantors": [{"id": 9, "typeGuarantor": "LEGAL_PERSON", "legalPersonName": "canary-company",
                             "email": "canary-guarantor@example.test", "documents": [document()]}]},
        ],
    }})
}

/// Shows S002-42, S002-43.
#[test]
fn a_file_has_people_documents_and_guarantors() {
    let profile = read(&file()).unwrap();
    assert_eq!(profile.connected_tenant_id, 4012);
    assert_eq!(profile.status(), Some(&FileStatus::Validated));

    let sharing = profile.apartment_sharing.as_ref().unwrap();
    assert_eq!(sharing.id, 88);
    assert_eq!(sharing.application_type, Some(ApplicationType::Couple));
    let opens = |secret: &Option<auth_dossierfacile::FileSecret>| {
        secret.as_ref().unwrap().expose_secret().to_owned()
    };
    assert_eq!(opens(&sharing.token), "canary-token");
    assert_eq!(opens(&sharing.token_public), "canary-public");
    assert!(opens(&sharing.dossier_url).ends_with("canary-url"));
    assert!(opens(&sharing.dossier_pdf_url).ends_with("canary-pdf"));

    let person = profile.connected_tenant().unwrap();
    assert_eq!(person.id, 4012, "not the first one");
    assert_eq!(person.email.as_deref(), Some("canary@example.test"));
    assert_eq!(person.tenant_type, Some(TenantType::Create));
    assert_eq!(
        (
            person.abroad,
            person.honor_declaration,
            person.france_connect
        ),
        (Some(false), Some(true), Some(true))
    );
    let guarantor = &person.guarantors[0];
    assert_eq!(guarantor.guarantor_type, Some(GuarantorType::LegalPerson));

    for document in [&person.documents[0], &guarantor.documents[0]] {
        assert_eq!(document.document_category, Some(DocumentCategory::Tax));
        assert_eq!(document.document_status, Some(DocumentStatus::ToProcess));
        assert_eq!(document.monthly_sum, Some(2100));
        assert!(opens(&document.name).starts_with("https://"));
        assert_eq!(opens(&document.token), "canary-document-token");
        let report = document.document_analysis_report.as_ref().unwrap();
        assert_eq!(report.analysis_status, Some(AnalysisStatus::Denied));
        assert_eq!(report.failed_rules[0].level, Some(RuleLevel::Critical));
        assert!(report.inconclusive_rules.is_empty());
    }
}

#[test]
fn a_file_shows_no_person_and_opens_nothing() {
    let shown = format!("{:?}", read(&file()).unwrap());
    assert!(shown.contains("4012"), "{shown}");
    for personal in ["canary", "75001", "https", "example"] {
        assert!(!shown.contains(personal), "{personal}: {shown}");
    }
}

#[test]
fn only_who_connected_must_be_told() {
    let bare = read(&json!({"connectedTenantId": "4012"})).unwrap();
    assert_eq!(bare.connected_tenant_id, 4012);
    assert!(bare.status().is_none() && bare.connected_tenant().is_none());
    for wrong in [
        json!({"id": 4012}),
        json!({"connectedTenantId": -1}),
        json!({"connectedTenantId": null}),
        json!([4012]),
    ] {
        assert_eq!(
            *read(&wrong).unwrap_err().kind(),
            ErrorKind::InvalidResponse
        );
    }
}

/// Shows S002-43.
#[test]
fn what_is_new_or_odd_takes_nothing_else_with_it() {
    for odd in [json!(null), json!(7), json!("?"), json!([]), json!({})] {
        for member in ["apartmentSharing", "unheard"] {
            let profile = read(&with(file(), member, odd.clone())).unwrap();
            assert_eq!(profile.connected_tenant_id, 4012);
        }
        let within = |path: &str, member: &str| {
            let mut body = file();
            let place = body.pointer_mut(path).unwrap();
            place[member] = odd.clone();
            let sharing = read(&body).unwrap().apartment_sharing.unwrap();
            assert_eq!(sharing.id, 88, "{member}");
            sharing
        };
        for member in ["status", "token", "dossierUrl", "tenants", "unheard"] {
            within("/apartmentSharing", member);
        }
        for member in ["email", "abroad", "tenantType", "documents", "guarantors"] {
            let sharing = within("/apartmentSharing/tenants/1", member);
            assert_eq!(sharing.tenants[1].id, 4012, "{member}");
        }
        for member in ["name", "monthlySum", "documentAnalysisReport"] {
            let sharing = within("/apartmentSharing/tenants/1/documents/0", member);
            assert_eq!(sharing.tenants[1].documents[0].id, 31, "{member}");
        }
    }
}

#[test]
fn words_of_the_future_are_kept() {
    let mut body = file();
    body["apartmentSharing"]["status"] = json!("LATER");
    let profile = read(&body).unwrap();
    assert_eq!(
        profile.status(),
        Some(&FileStatus::Unknown("LATER".to_owned()))
    );
    body["apartmentSharing"]["status"] = json!("COMPLETED");
    assert_eq!(read(&body).unwrap().status(), Some(&FileStatus::Completed));
}

#[test]
fn numbers_and_flags_may_be_text() {
    let mut body = file();
    body["apartmentSharing"]["id"] = json!("88");
    body["apartmentSharing"]["tenants"][1]["franceConnect"] = json!("true");
    body["apartmentSharing"]["tenants"][1]["documents"][0]["monthlySum"] = json!("2100");
    let profile = read(&body).unwrap();
    let person = profile.connected_tenant().unwrap();
    assert_eq!(person.france_connect, Some(true));
    assert_eq!(person.documents[0].monthly_sum, Some(2100));
}
