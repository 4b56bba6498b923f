//! Text that somebody else wrote, made harmless.

/// One line: no break, no control character, nothing that turns the direction of reading. It cannot begin a
/// header field, whatever was put into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OneLine(String);

/// Letters of a line; longer ones are cut at a word.
const LINE_MOST: usize = 200;
/// Letters of a paragraph.
const PARAGRAPH_MOST: usize = 4_000;

impl OneLine {
    /// The text as one line.
    pub fn new(text: &str) -> OneLine {
        let plain: String =
            text.chars().map(|c| if is_break(c) { ' ' } else { c }).filter(|c| is_harmless(*c)).collect();
        let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        OneLine(cut(&line, LINE_MOST))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for OneLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text of the body: breaks stay, everything else that [`OneLine`] takes out goes.
pub fn paragraph(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = text.chars().filter(|c| *c == '\n' || is_harmless(*c)).collect();
    cut(plain.trim(), PARAGRAPH_MOST)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Neither a control character nor one that turns or hides what is read.
fn is_harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}');
    let hides = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !(c.is_control() || turns || hides)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let head = &text[..end];
            let word = head.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
            format!("{}…", head[..word].trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_reads_one_way() {
        let check = |text: &str, expected: &str| assert_eq!(OneLine::new(text).as_str(), expected, "{text:?}");
        check("Ana\r\nBcc: all@example.org", "Ana Bcc: all@example.org");
        check("Ana\0 \u{2028}B\u{85}C", "Ana B C");
        check("\u{202e}gro.elpmaxe\u{202c}", "gro.elpmaxe");
        check("  Åse   Ødegård ", "Åse Ødegård");
        check("a\u{200b}b\u{e0041}", "ab");
        assert_eq!(OneLine::new(&"word ".repeat(100)).as_str().chars().count(), 200);
    }

    #[test]
    fn a_paragraph_keeps_its_breaks() {
        assert_eq!(paragraph("one\r\ntwo\rthree\u{7}\n"), "one\ntwo\nthree");
    }
}
