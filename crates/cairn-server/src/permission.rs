//! What a handler may be asked for, and who may ask for it.

use cairn_meta::Scope;

/// A permission that a handler demands, as a type: a handler without one can't be registered.
pub trait Permission: Send + Sync + 'static {
    /// Its name, in documents and tests.
    const NAME: &'static str;
    /// Who has it.
    const DEMAND: Demand;
}

/// Who has a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Everybody, also without a credential.
    Nothing,
    /// Whoever shows a credential that is not public: any secret key, a session, the local socket.
    Known,
    /// A key with this scope, for its own site, and whoever owns the installation.
    Scope(Scope),
    /// Whoever owns the installation: a session or the local socket. No key.
    Owner,
    /// A session, of itself.
    Session,
    /// Whoever runs commands on the machine: the local socket. No key and no session.
    Local,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $demand:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl Permission for $name {
            const NAME: &'static str = stringify!($name);
            const DEMAND: Demand = $demand;
        }
    )*};
}

permissions! {
    /// Needs no permission.
    Public: Demand::Nothing;
    /// Ask who one is.
    KnowOneself: Demand::Known;
    /// Append events to the key's site.
    Append: Demand::Scope(Scope::Append);
    /// Ask questions; see persons, exports, sites and definitions.
    ReadAnswers: Demand::Scope(Scope::Read);
    /// See how collecting goes: dead letters and metrics.
    ReadHealth: Demand::Scope(Scope::Read);
    /// Change the goals of a site.
    ManageDefinitions: Demand::Scope(Scope::Manage);
    /// Erase persons of a site, whole and for ever.
    ErasePersons: Demand::Scope(Scope::Manage);
    /// Import into a site and undo imports.
    ManageImports: Demand::Scope(Scope::Manage);
    /// Import a file that lies on the server's machine.
    ImportLocalFiles: Demand::Local;
    /// List, create and revoke the keys of a site.
    ManageKeys: Demand::Scope(Scope::Keys);
    /// Add and change sites: no key can, because a key is of one site and no owner.
    ManageSites: Demand::Owner;
    /// See what all sites hold on disk, and how much room there is.
    SeeStorage: Demand::Owner;
    /// See and end everybody's sessions, make sign-in links.
    ManageSessions: Demand::Owner;
    /// End the session one is in.
    OwnSession: Demand::Session;
}
