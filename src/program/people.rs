//! Who and where: roles, levels, channels, kinds of applicant.

use crate::FieldIx;

/// A role of the procedure; posts are bound to it by the directory, at the act (sem 6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// ASCII id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The agency in which the role lives.
    pub at: RoleAt,
    /// True for roles of the applicant's side: their only member is the applicant (sem 0).
    pub applicant: bool,
}

/// Which agency a role lives in (`language.md` b3, `at`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleAt {
    /// The agency that settles the dossier.
    Competent,
    /// The agency that received it.
    Receiving,
    /// The agency that helped to file it.
    Assisting,
    /// The agency the task is done for, one of a list.
    Item,
    /// The agency that a field of the form names.
    Named(FieldIx),
    /// One agency of the directory.
    Agency(String),
    /// Outside the system; no post acts in it.
    Outside,
}

/// Level of administration at which a procedure is settled (cấp thực hiện).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Xã.
    Commune,
    /// Tỉnh.
    Province,
    /// Trung ương.
    Central,
}

/// How a dossier arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Trực tuyến.
    Online,
    /// Trực tiếp.
    Counter,
    /// Bưu chính công ích.
    Post,
}

/// Kind of applicant (đối tượng thực hiện).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Công dân.
    Citizen,
    /// Tổ chức.
    Organisation,
    /// Doanh nghiệp.
    Enterprise,
    /// Hộ kinh doanh.
    Household,
}

macro_rules! worded {
    ($ty:ident { $($variant:ident => $id:literal, $words:literal;)* }) => {
        impl $ty {
            /// All of them, in the language's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the id used in guards, records and the API.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// Returns the Vietnamese words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }

            /// Finds the member with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.id() == id)
            }
        }
    };
}

worded!(Level { Commune => "xa", "xã"; Province => "tinh", "tỉnh"; Central => "trung_uong", "trung ương"; });
worded!(Channel {
    Online => "truc_tuyen", "trực tuyến";
    Counter => "truc_tiep", "trực tiếp";
    Post => "buu_chinh", "bưu chính công ích";
});
worded!(Subject {
    Citizen => "cong_dan", "công dân";
    Organisation => "to_chuc", "tổ chức";
    Enterprise => "doanh_nghiep", "doanh nghiệp";
    Household => "ho_kinh_doanh", "hộ kinh doanh";
});
