//! Runs written anew against all that was in them.
