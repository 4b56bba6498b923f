//! Rust source split into what the rules look at: code without literals, comments, literals, functions.
//!
//! It knows strings, raw strings, characters, lifetimes and nested comments, and nothing of the grammar.

/// One line of a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The code, each literal replaced by `""`.
    pub(super) code: String,
    /// The text of a comment that is not documentation.
    pub(super) remark: Option<String>,
    /// Whether documentation stands on the line.
    pub(super) is_documentation: bool,
    /// Whether it belongs to a `#[cfg(test)]` item.
    pub(super) is_test: bool,
}

/// A string literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// What stands between the quotes.
    pub(super) text: String,
}

/// A function with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    /// Its name.
    pub(super) name: String,
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// Lines of its body that hold code.
    pub(super) n_lines: usize,
}

/// A source file, split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rust {
    pub(super) lines: Vec<Line>,
    pub(super) literals: Vec<Literal>,
}

impl Rust {
    /// Splits a source file.
    pub(super) fn of(text: &str) -> Rust {
        let mut lexer =
            Lexer { chars: text.chars().collect(), at: 0, lines: vec![Line::default()], literals: Vec::new() };
        lexer.run();
        let mut rust = Rust { lines: lexer.lines, literals: lexer.literals };
        rust.mark_tests();
        rust
    }

    /// Lines of code with their numbers, tests left out.
    pub(super) fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.numbered().filter(|(_, line)| !line.is_test).map(|(number, line)| (number, line.code.as_str()))
    }

    /// Every line with its number, counted from 1.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().map(|(at, line)| (at + 1, line))
    }

    /// Every function with a body.
    pub(super) fn functions(&self) -> Vec<Function> {
        let mut functions = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let Some((before, after)) = line.code.split_once("fn ") else { continue };
            let starts_word = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !starts_word || name.is_empty() {
                continue;
            }
            if let Some((opens, closes)) = self.braces(at, before.len()) {
                let body = self.lines.get(opens + 1..closes).unwrap_or_default();
                let n_lines = body.iter().filter(|line| !line.code.trim().is_empty()).count();
                functions.push(Function { name, line: at + 1, n_lines });
            }
        }
        functions
    }

    /// The indexes of the lines on which the braces of the item at this line open and close; `None` for an item without.
    fn braces(&self, first: usize, column: usize) -> Option<(usize, usize)> {
        let (mut opens, mut braces, mut others) = (first, 0_usize, 0_usize);
        for (at, line) in self.lines.iter().enumerate().skip(first) {
            let skipped = if at == first { column } else { 0 };
            for c in line.code.get(skipped..).unwrap_or_default().chars() {
                match c {
                    '(' | '[' => others += 1,
                    ')' | ']' => others = others.saturating_sub(1),
                    ';' if braces == 0 && others == 0 => return None,
                    '{' => {
                        opens = if braces == 0 { at } else { opens };
                        braces += 1;
                    }
                    '}' if braces <= 1 => return Some((opens, at)),
                    '}' => braces -= 1,
                    _ => {}
                }
            }
        }
        None
    }

    fn mark_tests(&mut self) {
        let attributes: Vec<usize> =
            (0..self.lines.len()).filter(|&at| self.lines[at].code.contains("#[cfg(test)]")).collect();
        for at in attributes {
            let column = self.lines[at].code.find("#[cfg(test)]").map_or(0, |start| start + "#[cfg(test)]".len());
            let end = self.braces(at, column).map_or(at + 1, |(_, closes)| closes).min(self.lines.len() - 1);
            self.lines[at..=end].iter_mut().for_each(|line| line.is_test = true);
        }
    }
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    lines: Vec<Line>,
    literals: Vec<Literal>,
}

impl Lexer {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.line_comment(),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(),
                ('r', Some('"' | '#')) if self.raw_hashes().is_some() => self.raw_string(),
                ('\'', _) if self.is_character() => self.character(),
                _ => self.take_code(c),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn line(&mut self) -> &mut Line {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    fn take_code(&mut self, c: char) {
        self.at += 1;
        match c {
            '\n' => self.lines.push(Line::default()),
            '\r' => {}
            _ => self.line().code.push(c),
        }
    }

    fn line_comment(&mut self) {
        let text: String = self.chars[self.at..].iter().take_while(|&&c| c != '\n').collect();
        self.at += text.chars().count();
        let is_documentation = text.starts_with("//!") || (text.starts_with("///") && !text.starts_with("////"));
        if is_documentation {
            self.line().is_documentation = true;
        } else {
            self.line().remark = Some(text[2..].trim().to_owned());
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('*')) => {
                    depth += 1;
                    self.at += 2;
                }
                ('*', Some('/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {
                    self.at += 1;
                    if c == '\n' {
                        self.lines.push(Line::default());
                    } else {
                        self.line().remark.get_or_insert_default().push(c);
                    }
                }
            }
        }
    }

    fn string(&mut self) {
        self.literal(1, |lexer| match lexer.peek(0) {
            Some('\\') => Step::Text(2),
            Some('"') => Step::End(1),
            _ => Step::Text(1),
        });
    }

    /// How many `#` the raw string at this place has; `None` when it is no raw string.
    fn raw_hashes(&self) -> Option<usize> {
        let before = self.at.checked_sub(1).and_then(|at| self.chars.get(at));
        let continues_word = before.is_some_and(|&c| c.is_alphanumeric() || c == '_') && before != Some(&'b');
        let n_hashes = self.chars[self.at + 1..].iter().take_while(|&&c| c == '#').count();
        (!continues_word && self.peek(1 + n_hashes) == Some('"')).then_some(n_hashes)
    }

    fn raw_string(&mut self) {
        let n_hashes = self.raw_hashes().unwrap_or_default();
        self.literal(n_hashes + 2, |lexer| {
            let closes = lexer.peek(0) == Some('"') && (1..=n_hashes).all(|ahead| lexer.peek(ahead) == Some('#'));
            if closes { Step::End(n_hashes + 1) } else { Step::Text(1) }
        });
    }

    fn literal(&mut self, opening: usize, step: impl Fn(&Lexer) -> Step) {
        let (line, mut text) = (self.lines.len(), String::new());
        self.line().code.push_str("\"\"");
        self.at += opening;
        while self.at < self.chars.len() {
            let (n, ends) = match step(self) {
                Step::Text(n) => (n, false),
                Step::End(n) => (n, true),
            };
            for _ in 0..n {
                let Some(c) = self.peek(0) else { break };
                self.at += 1;
                if c == '\n' {
                    self.lines.push(Line::default());
                }
                if !ends {
                    text.push(c);
                }
            }
            if ends {
                break;
            }
        }
        self.literals.push(Literal { line, text });
    }

    /// Whether the quote at this place opens a character and not a lifetime.
    fn is_character(&self) -> bool {
        self.peek(1) == Some('\\') || self.peek(2) == Some('\'')
    }

    fn character(&mut self) {
        self.line().code.push_str("\"\"");
        self.at += if self.peek(1) == Some('\\') { 3 } else { 2 };
        while let Some(c) = self.peek(0) {
            self.at += 1;
            if c == '\'' {
                return;
            }
        }
    }
}

/// How a literal goes on.
enum Step {
    /// This many characters belong to it.
    Text(usize),
    /// This many characters close it.
    End(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Rust::of(text).lines.into_iter().map(|line| line.code).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn literals_and_comments_are_no_code() {
        assert_eq!(code(r#"let a = "x // y \" z"; // a remark"#), r#"let a = ""; "#);
        assert_eq!(code("let a = r#\"one \" two\"#;"), "let a = \"\";");
        assert_eq!(code("let a = b'\\'' as char; let b: &'static str = f('\"');"), {
            "let a = b\"\" as char; let b: &'static str = f(\"\");"
        });
        assert_eq!(code("a /* b /* c */ d */ e"), "a  e");
        assert_eq!(code("let r = 1; for x in r {}"), "let r = 1; for x in r {}");
    }

    #[test]
    fn literals_know_their_line() {
        let rust = Rust::of("a(\n  \"one\ntwo\",\n  \"three\")");
        let found: Vec<_> = rust.literals.iter().map(|literal| (literal.line, literal.text.as_str())).collect();
        assert_eq!(found, [(2, "one\ntwo"), (4, "three")]);
        assert_eq!(rust.lines.len(), 4);
    }

    #[test]
    fn tests_are_told_from_the_product() {
        let rust = Rust::of("fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { if x {} }\n}\nfn c() {}\n");
        let product: Vec<_> = rust.product_code().map(|(number, _)| number).collect();
        assert_eq!(product, [1, 6, 7]);
    }

    #[test]
    fn a_function_is_as_long_as_its_code() {
        let text =
            "trait T { fn no(&self); }\npub fn yes(\n  a: [u8; 3],\n) -> u8 {\n  // why\n\n  let a = 1;\n  a\n}\n";
        assert_eq!(Rust::of(text).functions(), [Function { name: "yes".into(), line: 2, n_lines: 2 }]);
    }
}
