//! The contribution page: one file for a friend who installs nothing.

/// The page: works offline, makes no request, keeps nothing.
pub fn contribution_page() -> &'static str {
    include_str!("../assets/contribution.html")
}
