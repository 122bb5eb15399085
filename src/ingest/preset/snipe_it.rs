//! Snipe-IT: the export of the list of maintenances (headers of
//! `AssetMaintenancesPresenter` and of `ReportsController::exportAssetMaintenancesReport`)
//! and of the list or custom report of assets (`ReportsController::postCustom`), both
//! .csv. Costs stand with the sign of their
//! currency; dates are days, written as the site is set.

use super::{Export, Preset, Reads};
use crate::ingest::columns::Kind;

pub(super) const PRESET: Preset =
    Preset { name: "snipe-it", product: "Snipe-IT", exports: &[MAINTENANCES, ASSETS] };

const MAINTENANCES: Export = Export {
    reads: Reads::Log,
    hallmarks: &[
        &["Asset Tag", "Asset Maintenance Type", "Start Date", "Completion Date"],
        &["Asset Tag", "Maintenance Type", "Start Date", "Completion Date"],
    ],
    columns: &[
        ("ticket_id", &["ID"]),
        ("device_id", &["Asset Tag"]),
        ("device_name", &["Asset Name", "Asset"]),
        ("model", &["Asset Model", "Model"]),
        ("customer", &["Company", "Company Name"]),
        ("site", &["Location"]),
        ("service_type", &["Asset Maintenance Type", "Maintenance Type"]),
        ("symptom", &["Title", "Name"]),
        ("reported_at", &["Start Date"]),
        ("resolved_at", &["Completion Date"]),
        ("notes", &["Notes"]),
        ("charge_type", &["Warranty", "Is Warranty", "Warranty Improvement"]),
        ("amount", &["Cost"]),
        ("engineer", &["Supplier"]),
    ],
    values: &[
        (
            "service_type",
            &[
                ("Repair", "repair"),
                ("Hardware Support", "repair"),
                ("Maintenance", "maintenance"),
                ("Calibration", "maintenance"),
                ("PAT Test", "visit"),
                ("Upgrade", "upgrade"),
                ("Configuration Change", "upgrade"),
                ("Software Support", "consult"),
            ],
        ),
        (
            "charge_type",
            &[
                ("Yes", "free_warranty"),
                ("true", "free_warranty"),
                ("1", "free_warranty"),
                // That a job is no warranty job does not say that it was charged.
                ("No", ""),
                ("false", ""),
                ("0", ""),
            ],
        ),
    ],
    default: &[],
    aside: &[
        "Asset Maintenance Time (in days)",
        "Maintenance Time",
        "Serial",
        "Serial Number",
        "Checked Out To",
        "Assigned To",
        "Admin",
        "Created By",
        "Created At",
        "Status",
        "URL",
        "Actions",
    ],
    repeats: &["Name"],
};

const ASSETS: Export = Export {
    reads: Reads::Table(Kind::Devices),
    hallmarks: &[
        &["Asset Tag", "Serial", "Model", "Status", "Checked Out To"],
        &["Asset Tag", "Serial", "Model", "Model No.", "Category"],
        &["Asset Tag", "Serial", "Purchase Date", "Location"],
    ],
    columns: &[
        ("id", &["Asset Tag"]),
        ("serial", &["Serial", "Serial Number"]),
        ("name", &["Asset Name", "Name"]),
        ("model", &["Model", "Model Name"]),
        ("customer", &["Company", "Company Name"]),
        ("site", &["Location", "Default Location"]),
        ("status", &["Status"]),
        ("warranty_end", &["Warranty Expires", "Warranty Expiration"]),
    ],
    values: &[(
        "status",
        &[
            ("Deployed", "in_service"),
            ("Ready to Deploy", "spare"),
            ("Deployable", "spare"),
            ("Pending", "spare"),
            ("Out for Diagnostics", "in_service"),
            ("Out for Repair", "in_service"),
            ("Undeployable", "retired"),
            ("Broken - Not Fixable", "retired"),
            ("Lost/Stolen", "retired"),
            ("Archived", "retired"),
        ],
    )],
    default: &[],
    aside: &[
        "ID",
        "Image",
        "Model No.",
        "Category",
        "Manufacturer",
        "Checked Out To",
        "Employee Number",
        "Type",
        "Purchase Date",
        "Purchase Cost",
        "Current Value",
        "EOL",
        "EOL Date",
        "Order Number",
        "Supplier",
        "Warranty",
        "Notes",
        "Created At",
        "Updated At",
        "Checkout Date",
        "Expected Checkin Date",
        "Last Checkin Date",
        "Last Audit",
        "Next Audit Date",
        "Address",
        "City",
        "State",
        "Country",
        "Zip",
        "Age",
        "Url",
    ],
    repeats: &["Address"],
};
