//! A progress bar with rate and time left, shown once something takes more than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};
use tertius_app::Progress;

/// Quiet until a second has passed, and always quiet where standard error is no terminal.
pub struct Bar {
    bar: ProgressBar,
    began: Instant,
    shown: bool,
    quiet: bool,
}

impl Bar {
    /// A bar that shows nothing yet.
    pub fn new(quiet: bool) -> Bar {
        Bar { bar: ProgressBar::hidden(), began: Instant::now(), shown: false, quiet }
    }

    /// Takes note of progress.
    pub fn show(&mut self, progress: Progress<'_>) {
        if self.quiet {
            return;
        }
        match progress {
            Progress::Source { path, bytes } => {
                let name = path.rsplit('/').next().unwrap_or(path);
                self.bar.set_message(crate::table::cut(&crate::table::printable(name), 40));
                self.bar.reset();
                match bytes {
                    Some(bytes) => self.bar.set_length(bytes),
                    None => self.bar.unset_length(),
                }
                self.bar.set_style(style(bytes.is_some()));
            }
            Progress::Bytes(done) => self.bar.set_position(done),
            Progress::Deriving(what) => {
                self.bar.set_style(style_of("{spinner} {msg}"));
                self.bar.set_message(what.to_owned());
                self.bar.tick();
            }
        }
        if !self.shown && self.began.elapsed() > Duration::from_secs(1) {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(length_known: bool) -> ProgressStyle {
    style_of(if length_known {
        "{msg:40} {bar:24} {bytes:>10}/{total_bytes} {bytes_per_sec:>12} {eta:>4} left"
    } else {
        "{msg:40} {spinner} {bytes:>10} {bytes_per_sec:>12}"
    })
}

fn style_of(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
