//! Atlas CMMS: the exports of work orders and of assets (.csv, comma or semicolon by
//! the company's settings). Headers as in `CsvFileGenerator.java` of the product, in
//! English; times as Java writes them (`2024-11-04 09:15:00.0` or
//! `Mon Nov 04 09:15:00 UTC 2024`). A work order names its asset by the asset's name.

use super::{Export, Preset, Reads};
use crate::ingest::columns::Kind;

pub(super) const PRESET: Preset =
    Preset { name: "atlas-cmms", product: "Atlas CMMS", exports: &[WORK_ORDERS, ASSETS] };

const WORK_ORDERS: Export = Export {
    reads: Reads::Log,
    hallmarks: &[&["ID", "Title", "Status", "Priority", "Requires_Signature", "Completed_On"]],
    columns: &[
        ("ticket_id", &["ID"]),
        ("symptom", &["Title"]),
        ("notes", &["Description"]),
        ("status", &["Status"]),
        ("priority", &["Priority"]),
        ("service_type", &["Category"]),
        ("site", &["Location_Name"]),
        ("device_id", &["Asset_Name"]),
        ("customer", &["Customers"]),
        ("engineer", &["Completed_By_Email", "Primary_User_Email", "Assigned_To_Emails"]),
        ("action_taken", &["Feedback"]),
        ("reported_at", &["Created_At"]),
        ("resolved_at", &["Completed_On"]),
    ],
    values: &[
        (
            "status",
            &[
                ("Open", "open"),
                ("In Progress", "in_progress"),
                ("IN_PROGRESS", "in_progress"),
                ("On Hold", "waiting_customer"),
                ("ON_HOLD", "waiting_customer"),
                ("Complete", "resolved"),
            ],
        ),
        ("priority", &[("High", "P2"), ("Medium", "P3"), ("Low", "P4"), ("None", "")]),
        (
            "service_type",
            &[
                ("Damage", "repair"),
                ("Electrical", "repair"),
                ("Mechanical", "repair"),
                ("Safety", "repair"),
                ("Preventive", "maintenance"),
                ("Preventive Maintenance", "maintenance"),
                ("Inspection", "visit"),
                ("Route Inspection", "visit"),
                ("Meter Reading", "visit"),
                ("Project", "upgrade"),
                ("Standard Operating Procedure", "maintenance"),
                ("*", "repair"),
            ],
        ),
    ],
    default: &[("service_type", "repair")],
    aside: &["Due_Date", "Estimated_Duration", "Requires_Signature", "Team_Name", "Archived"],
    repeats: &[],
};

const ASSETS: Export = Export {
    reads: Reads::Table(Kind::Devices),
    hallmarks: &[&["ID", "Name", "Parent_Asset", "Barcode", "Serial_Number", "Downtime_Duration"]],
    columns: &[
        ("id", &["Name"]),
        ("serial", &["Serial_Number"]),
        ("site", &["Location_Name"]),
        ("customer", &["Customers"]),
        ("aliases", &["Barcode"]),
        ("status", &["Status"]),
        ("warranty_end", &["Warranty_Expiration_Date"]),
    ],
    values: &[(
        "status",
        &[
            ("Operational", "in_service"),
            ("Down", "in_service"),
            ("Standby", "spare"),
            ("Modernization", "in_service"),
            ("Inspection Scheduled", "in_service"),
            ("Commissioning", "in_service"),
            ("Emergency Shutdown", "in_service"),
        ],
    )],
    default: &[],
    aside: &[
        "ID",
        "Description",
        "Archived",
        "Parent_Asset",
        "Area",
        "Category",
        "Primary_User_Email",
        "Additional_Information",
        "Assigned_To_Emails",
        "Teams_Names",
        "Parts",
        "Vendors",
        "Downtime_Duration",
    ],
    repeats: &[],
};
