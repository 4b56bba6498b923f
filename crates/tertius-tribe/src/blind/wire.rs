//! Questions and answers as bytes: a line that names them, counts, 32 bytes an element.

use super::group::digest;
use super::{Answer, MAX_ITEMS, MatchError, Question};

const QUESTION: &[u8] = b"tertius blind question 1\n";
const ANSWER: &[u8] = b"tertius blind answer 1\n";

impl Question {
    /// How many items are asked about.
    pub fn len(&self) -> usize {
        self.blinded.len()
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.blinded.is_empty()
    }

    /// For sending.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [QUESTION, &self.number].concat();
        put(&mut bytes, &self.blinded);
        bytes
    }

    /// Reads what [`Question::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`MatchError::Damaged`] for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Question, MatchError> {
        let rest = bytes.strip_prefix(QUESTION).ok_or(MatchError::Damaged)?;
        let (number, mut rest) = rest.split_first_chunk().ok_or(MatchError::Damaged)?;
        let blinded = take(&mut rest)?;
        if rest.is_empty() { Ok(Question { number: *number, blinded }) } else { Err(MatchError::Damaged) }
    }
}

impl Answer {
    /// Whether it answers a question, as far as one who carries both can see.
    pub fn is_to(&self, question: &Question) -> bool {
        self.question == digest(&question.to_bytes()) && self.twice.len() == question.blinded.len()
    }

    /// How many items the answerer compared with.
    pub fn len(&self) -> usize {
        self.theirs.len()
    }

    /// Whether they compared with nothing.
    pub fn is_empty(&self) -> bool {
        self.theirs.is_empty()
    }

    /// For sending.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [ANSWER, &self.question].concat();
        put(&mut bytes, &self.twice);
        put(&mut bytes, &self.theirs);
        bytes
    }

    /// Reads what [`Answer::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`MatchError::Damaged`] for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Answer, MatchError> {
        let rest = bytes.strip_prefix(ANSWER).ok_or(MatchError::Damaged)?;
        let (question, mut rest) = rest.split_first_chunk().ok_or(MatchError::Damaged)?;
        let (twice, theirs) = (take(&mut rest)?, take(&mut rest)?);
        if rest.is_empty() { Ok(Answer { question: *question, twice, theirs }) } else { Err(MatchError::Damaged) }
    }
}

fn put(bytes: &mut Vec<u8>, elements: &[[u8; 32]]) {
    bytes.extend_from_slice(&(elements.len() as u32).to_be_bytes());
    elements.iter().for_each(|element| bytes.extend_from_slice(element));
}

fn take(bytes: &mut &[u8]) -> Result<Vec<[u8; 32]>, MatchError> {
    let (n, rest) = bytes.split_first_chunk().ok_or(MatchError::Damaged)?;
    let n = u32::from_be_bytes(*n) as usize;
    if n > MAX_ITEMS || rest.len() < n * 32 {
        return Err(MatchError::Damaged);
    }
    let (elements, rest) = rest.split_at(n * 32);
    *bytes = rest;
    let (elements, _) = elements.as_chunks::<32>();
    Ok(elements.to_vec())
}
