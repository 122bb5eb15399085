//! osTicket: the export of a queue of tickets (.csv, comma or semicolon by locale).
//! Headers as in `CustomQueue::getExportableFields` of `include/class.queue.php`
//! (1.11 on) and, for older versions, `Export::dumpTickets` of
//! `include/class.export.php`.

use super::{Export, Preset, Reads};

pub(super) const PRESET: Preset =
    Preset { name: "osticket", product: "osTicket", exports: &[TICKETS] };

const TICKETS: Export = Export {
    reads: Reads::Log,
    hallmarks: &[
        &["Ticket Number", "Date Created", "Subject", "Help Topic", "Current Status"],
        &["Ticket Number", "Date Created", "Subject", "From Email", "Current Status"],
    ],
    columns: &[
        ("ticket_id", &["Ticket Number"]),
        ("reported_at", &["Date Created", "Date"]),
        ("symptom", &["Subject", "Issue Summary"]),
        ("reporter", &["From"]),
        ("customer", &["Organization"]),
        ("phone", &["Phone Number", "Phone"]),
        ("priority", &["Priority", "Priority Level"]),
        ("service_type", &["Help Topic"]),
        ("channel", &["Source"]),
        ("status", &["Current Status", "Status"]),
        ("resolved_at", &["Closed Date", "Date Closed"]),
        ("engineer", &["Agent Assigned", "Closed By"]),
    ],
    values: &[
        (
            "status",
            &[
                ("Open", "open"),
                ("Resolved", "resolved"),
                ("Closed", "closed"),
                ("Archived", "closed"),
                ("Deleted", "cancelled"),
            ],
        ),
        ("priority", &[("Emergency", "P1"), ("High", "P2"), ("Normal", "P3"), ("Low", "P4")]),
        (
            "service_type",
            &[
                ("General Inquiry", "consult"),
                ("Feedback", "consult"),
                ("Report a Problem", "repair"),
                ("Report a Problem / Access Issue", "consult"),
                ("*", "repair"),
            ],
        ),
        (
            "channel",
            &[("Web", "web"), ("Email", "mail"), ("Phone", "phone"), ("API", "web"), ("Other", "")],
        ),
    ],
    default: &[("service_type", "repair")],
    aside: &[
        "From Email",
        "Department",
        "Last Updated",
        "SLA Due Date",
        "SLA Plan",
        "Due Date",
        "Overdue",
        "Merged",
        "Linked",
        "Answered",
        "Team Assigned",
        "Thread Count",
        "Reopen Count",
        "Attachment Count",
        "Task Count",
    ],
    repeats: &["Priority", "Subject"],
};
