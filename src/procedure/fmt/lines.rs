//! The lines of a text by their offsets, and what stands around a place. It changes nothing.

/// Where each line begins.
pub(super) struct Lines<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    pub fn of(text: &'s str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, starts: starts.filter(|start| *start < text.len()).collect() }
    }

    /// Counts them.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Gives the line a place lies in.
    pub fn of_offset(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Gives where a line begins.
    pub fn start(&self, line: usize) -> usize {
        self.starts[line]
    }

    /// Gives a line without its line feed.
    pub fn text(&self, line: usize) -> &'s str {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        self.text[self.starts[line]..end].trim_end_matches('\n')
    }

    /// Counts the blanks a line begins with.
    pub fn indent(&self, line: usize) -> usize {
        let text = self.text(line);
        text.len() - text.trim_start_matches(' ').len()
    }

    /// Tells whether nothing stands on a line.
    pub fn is_blank(&self, line: usize) -> bool {
        self.text(line).trim().is_empty()
    }

    /// Tells whether a line holds a comment alone.
    pub fn is_comment(&self, line: usize) -> bool {
        self.text(line).trim_start().starts_with('#')
    }

    /// Gives the bytes between the start of the line of a place and the place.
    pub fn column(&self, at: usize) -> usize {
        at - self.start(self.of_offset(at))
    }

    /// Tells whether a place is the first that is not blank on its line.
    pub fn leads(&self, at: usize) -> bool {
        self.column(at) == self.indent(self.of_offset(at))
    }
}
