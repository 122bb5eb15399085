//! The columns that an event may fill: texts, numbers, yes or no, and the instants
//! beside the clocks. Their names are those of the canonical log.

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`")] $variant,)* }

        impl $name {
            /// Every field, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// Number of fields.
            pub const COUNT: usize = Self::ALL.len();

            /// The canonical column name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

fields! {
    /// The text columns of an event.
    TextField {
        Ticket = "ticket_id", Report = "fault_report", Device = "device_id",
        DeviceName = "device_name", Model = "model", Customer = "customer", Site = "site",
        Code = "fault_code", Component = "component", Symptom = "symptom", Cause = "cause",
        Action = "action_taken", Solution = "solution", Engineers = "engineer",
        Dealer = "dealer", Contact = "contact", Phone = "phone", Notes = "notes",
        Reporter = "reporter", Severity = "severity", Exemption = "exemption",
        Contract = "contract",
    }
}

fields! {
    /// The number columns of an event. Hours, kilometres, money in the site's
    /// currency, satisfaction on 1 to 5.
    NumField {
        TravelH = "travel_h", LabourH = "labour_h", DistanceKm = "distance_km",
        Amount = "amount", CostLabour = "cost_labour", CostParts = "cost_parts",
        CostTravel = "cost_travel", Satisfaction = "satisfaction", Visits = "visits",
        DowntimeH = "downtime_h", Tier = "tier",
    }
}

fields! {
    /// The yes/no columns of an event; unknown is neither.
    FlagField {
        Complaint = "complaint", CallbackOk = "callback_ok",
        FollowupRequired = "followup_required", FaultConfirmed = "fault_confirmed",
        MajorQuality = "major_quality", Tampered = "tampered",
        SerialVerified = "serial_verified", Workshop = "workshop", Down = "down",
        ComplaintAttributable = "attributable_to_service", FreeReplacement = "free_replacement",
        TariffTold = "tariff_told", WarningSignSet = "warning_sign_set",
        Satisfied = "satisfied", EndUnknown = "end_unknown", EndAfterAsOf = "end_after_as_of",
    }
}

impl FlagField {
    /// True where reading sets the flag and no column does: a score that reaches the
    /// border of its own scale, an end that is said to be unknown, an end after the
    /// instant of the build.
    pub fn is_derived(self) -> bool {
        matches!(self, Self::Satisfied | Self::EndUnknown | Self::EndAfterAsOf)
    }
}

fields! {
    /// Instants of an event beside the eleven clocks.
    SideStamp {
        AgreedArrivalAt = "agreed_arrival_at", DelayNotifiedAt = "delay_notified_at",
        EscalatedAt = "escalated_at", LoanerOutAt = "loaner_out_at",
        LoanerBackAt = "loaner_back_at",
    }
}
