//! The socket in the data directory, for commands of the directory's owner.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// Where the socket of a data directory is.
pub fn path(data: &Path) -> PathBuf {
    data.join("cairn.sock")
}

/// Makes the socket, in place of one that a server left behind.
pub(crate) fn bind(path: &Path) -> io::Result<UnixListener> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path)?,
        Ok(_) => return Err(io::Error::other("there is a file that is no socket")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Whether the other end belongs to who owns the socket. The file's mode says so too, but only from the
/// moment it is set.
pub(crate) fn is_owner(stream: &UnixStream) -> bool {
    let Ok(peer) = stream.peer_cred() else {
        return false;
    };
    let socket = stream.local_addr();
    let path = socket
        .as_ref()
        .ok()
        .and_then(|address| address.as_pathname());
    let owner = path.and_then(|path| std::fs::metadata(path).ok());
    owner.is_some_and(|owner| peer.uid() == owner.uid() || peer.uid() == 0)
}
