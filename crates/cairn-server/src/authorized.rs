//! The proof that a caller may do what a handler does.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use cairn_api::Code;
use cairn_core::id::SiteId;

use crate::app::App;
use crate::credentials::{Caller, caller};
use crate::errors::Failure;
use crate::key_index::LiveKey;
use crate::permission::{Demand, Permission};

/// A caller who has the permission `P`, for the site in the path if there is one.
#[derive(Debug)]
pub struct Authorized<P> {
    caller: Caller,
    site: Option<SiteId>,
    permission: PhantomData<P>,
}

impl<P: Permission> Authorized<P> {
    /// The site in the path.
    pub(crate) fn site(&self) -> Result<&SiteId, Failure> {
        self.site
            .as_ref()
            .ok_or_else(|| Failure::new(Code::NotFound, "there is no such site"))
    }

    /// The same caller, if it has another permission too.
    pub(crate) fn narrowed<Q: Permission>(self) -> Result<Authorized<Q>, Failure> {
        check(Q::DEMAND, &self.caller)?;
        Ok(Authorized {
            caller: self.caller,
            site: self.site,
            permission: PhantomData,
        })
    }

    /// The one site the caller may see; none for callers who may see all.
    pub(crate) fn only_site(&self) -> Option<&SiteId> {
        match &self.caller {
            Caller::Key(key) => Some(&key.site.id),
            Caller::Anyone | Caller::Session(_) | Caller::Local => None,
        }
    }

    /// Who it is.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Permission> FromRequestParts<App> for Authorized<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = match P::DEMAND {
            Demand::Nothing => Caller::Anyone,
            _ => caller(app, parts).await?,
        };
        check(P::DEMAND, &caller)?;
        let site = site_in_path(parts, app).await?;
        if let (Caller::Key(key), Some(site)) = (&caller, &site)
            && key.site.id.as_str() != site
        {
            return Err(Failure::new(Code::Forbidden, "this key is of another site"));
        }
        let site = site.map(|site| SiteId::new(&site)).transpose();
        Ok(Self {
            caller,
            site: site.map_err(|error| Failure::new(Code::UnknownSite, error))?,
            permission: PhantomData,
        })
    }
}

/// Whether a caller has what is demanded.
fn check(demand: Demand, caller: &Caller) -> Result<(), Failure> {
    let has_it = match (demand, caller) {
        (Demand::Nothing, _) => true,
        (Demand::Known, Caller::Key(key)) => key.kind == cairn_meta::KeyKind::Secret,
        (Demand::Session, Caller::Session(_)) => true,
        (Demand::Session, _) => false,
        (Demand::Local, caller) => matches!(caller, Caller::Local),
        (_, Caller::Session(_) | Caller::Local) => true,
        (Demand::Scope(scope), Caller::Key(key)) => key.scopes.contains(&scope),
        (Demand::Owner, Caller::Key(_)) | (_, Caller::Anyone) => false,
    };
    if has_it {
        Ok(())
    } else {
        Err(refusal(demand, caller))
    }
}

/// Whether a key may append events.
pub(crate) fn check_append(key: &LiveKey) -> Result<(), Failure> {
    if key.scopes.contains(&cairn_meta::Scope::Append) {
        Ok(())
    } else {
        Err(
            Failure::new(Code::Forbidden, "this key may not append events")
                .hint("use a write key, or a secret key with the scope `append`"),
        )
    }
}

fn refusal(demand: Demand, caller: &Caller) -> Failure {
    let kind = match caller {
        Caller::Key(key) => format!("a {} key with its scopes", key.kind.as_str()),
        Caller::Session(_) | Caller::Local | Caller::Anyone => "this caller".to_owned(),
    };
    let failure = Failure::new(Code::Forbidden, format!("{kind} may not do this"));
    match demand {
        Demand::Scope(scope) => failure.hint(format!(
            "use a secret key with the scope `{}`, or sign in",
            scope.as_str()
        )),
        Demand::Owner => failure.hint("sign in, or use the command line on the server's machine"),
        Demand::Local => failure.hint(
            "files are named by their path by commands on the server's machine only: upload this one to `…/uploads`, or use `cairn import events` there",
        ),
        Demand::Known => failure.hint("use a secret key, or sign in"),
        Demand::Session | Demand::Nothing => failure,
    }
}

async fn site_in_path(parts: &mut Parts, app: &App) -> Result<Option<String>, Failure> {
    // Routes without parameters have none to read.
    let Ok(parameters) = RawPathParams::from_request_parts(parts, app).await else {
        return Ok(None);
    };
    let site = parameters.iter().find(|(name, _)| *name == "site");
    Ok(site.map(|(_, value)| value.to_owned()))
}
