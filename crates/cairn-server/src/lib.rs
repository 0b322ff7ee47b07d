//! The server: events in, questions answered, resources shown and changed, over HTTP.
//!
//! Every route stands in one list ([`route_records`]) and gets there only with the permission that its
//! handler's type names. [`Service`] answers requests with or without a network before it: commands on files
//! that no server holds use the same routes in their own process.

mod alias;
mod api;
mod app;
mod authorized;
mod base64;
mod body;
mod bundled;
mod business_models;
mod client;
mod collect;
mod config;
mod cors;
mod credentials;
mod dead_letters;
mod demo;
mod disk_room;
mod docs_pages;
mod document;
mod envelope;
mod erasures;
mod errors;
mod etag;
mod events;
mod expiry;
mod goals;
mod guard;
mod health;
mod import_file;
mod import_jobs;
mod imports;
mod key_index;
mod keys;
mod known_properties;
mod ledger;
mod limits;
mod local_socket;
mod me;
mod metrics;
mod new_import;
mod openapi;
mod page_script;
mod permission;
mod persons;
mod primaries;
mod properties;
mod public_address;
mod pulse;
mod query;
mod rate;
mod reading;
mod receive;
mod rejects;
mod routes;
mod salts;
mod same_origin;
mod saved;
mod serve;
mod service;
mod session;
mod sessions;
mod sidecars;
mod sign_in;
mod site_change;
mod sites;
mod storage;
mod token;
mod upload_import;
mod uploads;
mod web_app;
mod work;

pub use api::route_records;
pub use app::{App, AppError, AppParts, ClockFn};
pub use authorized::Authorized;
pub use client::{Client, ClientError, Reply};
pub use config::{Config, ConfigError, DEFAULT_LISTEN};
pub use credentials::Peer;
pub use document::MOST_LOCAL_DOCUMENT_BYTES;
pub use envelope::Envelope;
pub use errors::{Failure, of_meta, of_question, of_storage, status_of};
pub use events::Events;
pub use guard::{Guarded, GuardedHandler, Proof};
pub use import_file::{
    FileImport, ImportError, Input, PreparedFile, ReadFile, Unwatched, Watch, open as open_input,
    rejects_path,
};
pub use limits::Limits;
pub use local_socket::path as socket_path;
pub use metrics::Metrics;
pub use new_import::site_for_import;
pub use openapi::document as openapi_document;
pub use permission::{
    Append, Demand, ErasePersons, ImportLocalFiles, KnowOneself, ManageDefinitions, ManageImports,
    ManageKeys, ManageSessions, ManageSites, OwnSession, Permission, Public, ReadAnswers,
    ReadHealth, SeeStorage,
};
pub use public_address::PublicAddressError;
pub use routes::{About, Parameter, RouteMethod, RouteRecord, Routes, Versions};
pub use salts::fresh_salts;
pub use serve::{ServeError, Server};
pub use service::Service;
pub use sign_in::sign_in_link;
pub use sites::{record_of as site_record_of, site_of, wire_of as site_wire};
pub use token::NoRandomness;
