//! Pieces under construction: merges adjacent text, collapses white space, and removes empty containers.

use super::piece::{Container, Piece};
use super::target::first;

#[derive(Debug, Default)]
pub(super) struct Pieces {
    done: Vec<Piece>,
    /// Text that can be extended.
    text: String,
    /// The indices at which the open containers start.
    open: Vec<usize>,
}

impl Pieces {
    /// Adds text in which URLs are text as well.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                c if !c.is_whitespace() => self.text.push(c),
                _ if self.is_after_space() => {}
                _ => self.text.push(' '),
            }
        }
    }

    /// Adds text in which URLs are links.
    pub(super) fn linked_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((start, end)) = first(rest) {
            self.text(&rest[..start]);
            self.link(&rest[start..end]);
            rest = &rest[end..];
        }
        self.text(rest);
    }

    /// Adds a URL as a link to itself.
    fn link(&mut self, target: &str) {
        self.push(Piece::Start(Container::Link(target.to_owned())));
        self.text.push_str(target);
        self.push(Piece::End);
    }

    /// Adds code as a code span.
    pub(super) fn code(&mut self, code: &str) {
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
        match code.is_empty() {
            true => self.text("` `"),
            false => self.push(Piece::Code(code)),
        }
    }

    /// Ends the text of a link; an empty text becomes the target.
    pub(super) fn label_or(&mut self, target: &str) {
        let start = self.open.last().copied().unwrap_or_default();
        if self.text.trim().is_empty() && self.done.len() == start + 1 {
            self.text = target.to_owned();
        }
    }

    /// Adds a link after its text, unless the text is the URL.
    pub(super) fn shown(&mut self, target: &str) {
        let is_shown = self.text.is_empty()
            && matches!(&self.done[..], [.., Piece::Start(Container::Link(link)), Piece::Text(_), Piece::End] if link == target);
        if is_shown {
            return;
        }
        if self.is_after_space() {
            return self.link(target);
        }
        self.text(" (");
        self.link(target);
        self.text(")");
    }

    /// Whether line breaks are not allowed: in headings and cells.
    pub(super) fn is_one_line(&self) -> bool {
        self.kinds()
            .any(|kind| matches!(kind, Container::Heading(_) | Container::Cell))
    }

    pub(super) fn is_bold(&self) -> bool {
        self.kinds()
            .any(|kind| matches!(kind, Container::Strong(_)))
    }

    fn kinds(&self) -> impl Iterator<Item = &Container> {
        self.open
            .iter()
            .filter_map(|place| match self.done.get(*place) {
                Some(Piece::Start(kind)) => Some(kind),
                _ => None,
            })
    }

    /// Whether a further space would have no effect.
    fn is_after_space(&self) -> bool {
        if !self.text.is_empty() {
            return self.text.ends_with(' ');
        }
        match self.done.last() {
            Some(Piece::Text(text)) => text.ends_with(' '),
            Some(Piece::Start(kind)) => !kind.is_inline(),
            Some(Piece::Code(_) | Piece::End) => false,
            Some(Piece::Break { .. } | Piece::Block(_) | Piece::Rule) | None => true,
        }
    }

    /// Adds a piece. An end closes the container that was opened last.
    pub(super) fn push(&mut self, piece: Piece) {
        let ended = match piece {
            Piece::End => self.open.pop(),
            _ => None,
        };
        let started = ended.and_then(|place| match self.done.get(place) {
            Some(Piece::Start(kind)) => Some(kind.clone()),
            _ => None,
        });
        let ends_line = match &piece {
            Piece::Start(kind) => !kind.is_inline(),
            Piece::Break { .. } | Piece::Block(_) | Piece::Rule => true,
            Piece::End => started.as_ref().is_none_or(|kind| !kind.is_inline()),
            Piece::Text(_) | Piece::Code(_) => false,
        };
        self.end_text(ends_line);
        match piece {
            Piece::Start(_) => self.open.push(self.done.len()),
            // A paragraph does not start with the end of a line, or end with one.
            Piece::Break { .. } if self.is_after_space() => return,
            Piece::End if ends_line => {
                if let Some(Piece::Break { .. }) = self.done.last() {
                    self.done.pop();
                }
            }
            _ => {}
        }
        let may_be_empty = matches!(
            started,
            Some(Container::Item(_) | Container::Cell | Container::Row)
        );
        if let (Some(place), false) = (ended, may_be_empty)
            && place + 1 == self.done.len()
        {
            self.done.pop();
            return;
        }
        self.done.push(piece);
    }

    fn end_text(&mut self, ends_line: bool) {
        let text = std::mem::take(&mut self.text);
        let text = if ends_line { text.trim_end() } else { &text };
        match self.done.last_mut() {
            _ if text.is_empty() => {}
            // What was between them is left out.
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.done.push(Piece::Text(text.to_owned())),
        }
    }

    /// Adds the pieces of a part that was parsed separately.
    pub(super) fn extend(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text(&text),
                piece => self.push(piece),
            }
        }
    }

    pub(super) fn finished(mut self) -> Vec<Piece> {
        self.end_text(true);
        self.done
    }
}
