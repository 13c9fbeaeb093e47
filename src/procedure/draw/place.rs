//! Where each node of a level stands: the main way in lines, the side steps in rows below the line they leave.
//! It knows rows and columns, no pixels. A block takes several columns.

use program::NodeIx;

use super::plan::Plan;

/// Columns of the main level; every level inside has one less, so that its blocks fit into it.
pub(super) const COLUMNS: usize = 6;

/// A place in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub row: usize,
    pub column: usize,
}

/// What stands in the grid: a node, its first cell, and how many columns it takes.
#[derive(Clone, Copy, Debug)]
struct Placed {
    node: NodeIx,
    cell: Cell,
    span: usize,
}

/// How wide nodes are, in columns; the end of a branch is 0.
pub(super) type Span<'a> = &'a dyn Fn(NodeIx) -> usize;

/// The places of all nodes of a level but its entry, which stands in the margin of the first row.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    placed: Vec<Placed>,
    /// Rows in all.
    pub rows: usize,
    /// Columns in all.
    pub columns: usize,
}

impl Grid {
    /// Places a level in at most so many columns; `hangs` tells what never begins a line of its own. The end of a branch,
    /// which has no width, may stand in a column more.
    pub fn of(plan: &Plan, columns: usize, span: Span<'_>, hangs: &dyn Fn(NodeIx) -> bool) -> Self {
        let mut bands = bands(&plan.main, columns, span);
        // An end that would begin a line of its own hangs below the last step instead.
        let mut rest: Vec<NodeIx> = Vec::new();
        if bands.len() > 1
            && let Some([(only, _)]) = bands.last().map(Vec::as_slice)
            && hangs(*only)
        {
            rest.push(*only);
            bands.pop();
        }
        rest.extend(&plan.side);
        let mut grid = Self { placed: Vec::new(), rows: 0, columns };
        for (number, band) in bands.iter().enumerate() {
            let top = grid.rows;
            grid.rows += 1;
            for &(node, column) in band {
                grid.placed.push(Placed { node, cell: Cell { row: top, column }, span: span(node).max(1) });
            }
            let last = number + 1 == bands.len();
            // A side step stands below the line from which it is first reached; what nothing reaches, below the last.
            while let Some(at) = rest.iter().position(|&node| last || grid.reached(plan, node)) {
                let node = rest.remove(at);
                let span = span(node).max(1);
                let cell = grid.free(plan, (node, span), top);
                grid.rows = grid.rows.max(cell.row + 1);
                grid.placed.push(Placed { node, cell, span });
            }
        }
        grid
    }

    /// Leaves out the columns on the right that nothing stands in.
    pub fn trim(&mut self) {
        let ends = self.placed.iter().map(|one| one.cell.column + one.span);
        self.columns = ends.max().unwrap_or(1);
    }

    /// Returns the cell through which a node is entered: its first; none for the entry of the level.
    pub fn cell(&self, node: NodeIx) -> Option<Cell> {
        self.find(node).map(|one| one.cell)
    }

    /// Returns the cell through which a node is left: its last.
    pub fn way_out(&self, node: NodeIx) -> Option<Cell> {
        self.find(node).map(|one| Cell { column: one.cell.column + one.span - 1, ..one.cell })
    }

    fn find(&self, node: NodeIx) -> Option<&Placed> {
        self.placed.iter().find(|one| one.node == node)
    }

    /// Returns what stands in a cell.
    pub fn node(&self, cell: Cell) -> Option<NodeIx> {
        self.placed.iter().find(|one| one.covers(cell)).map(|one| one.node)
    }

    /// Lists the nodes of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = NodeIx> {
        self.placed.iter().filter(move |one| one.cell.row == row).map(|one| one.node)
    }

    /// Lists the nodes that stand in a column, wholly or in part.
    pub fn column(&self, column: usize) -> impl Iterator<Item = NodeIx> {
        let stands = move |one: &&Placed| one.covers(Cell { row: one.cell.row, column });
        self.placed.iter().filter(stands).map(|one| one.node)
    }

    /// Lists what takes more than one column: the node, its row, its first and last column.
    pub fn broad(&self) -> impl Iterator<Item = (NodeIx, usize, (usize, usize))> {
        let broad = self.placed.iter().filter(|one| one.span > 1);
        broad.map(|one| (one.node, one.cell.row, (one.cell.column, one.cell.column + one.span - 1)))
    }

    fn reached(&self, plan: &Plan, node: NodeIx) -> bool {
        plan.links.iter().any(|link| link.to == node && self.cell(link.from).is_some())
    }

    /// Finds the free place nearest to where a node is reached from, below the line.
    fn free(&self, plan: &Plan, (node, span): (NodeIx, usize), top: usize) -> Cell {
        let source = plan.links.iter().filter(|link| link.to == node).find_map(|link| self.cell(link.from));
        let source = source.unwrap_or(Cell { row: top, column: self.columns / 2 });
        let rows = top + 1..=self.rows.max(top + 1);
        let starts = self.columns.saturating_sub(span) + 1;
        let all = rows.flat_map(|row| (0..starts).map(move |column| Cell { row, column }));
        let taken =
            |cell: &Cell| (0..span).any(|aside| self.node(Cell { column: cell.column + aside, ..*cell }).is_some());
        let cost = |cell: &Cell| {
            let down = cell.row.abs_diff(source.row.max(top + 1)) * 2;
            let aside = cell.column.abs_diff(source.column) * 2;
            let new = usize::from(cell.row == self.rows) * 3;
            (down + aside + new, usize::from(cell.column < source.column))
        };
        all.filter(|cell| !taken(cell)).min_by_key(cost).unwrap_or(Cell { row: self.rows, column: 0 })
    }
}

impl Placed {
    fn covers(&self, cell: Cell) -> bool {
        self.cell.row == cell.row && (self.cell.column..self.cell.column + self.span).contains(&cell.column)
    }
}

/// Breaks the main way into lines.
fn bands(main: &[NodeIx], columns: usize, span: Span<'_>) -> Vec<Vec<(NodeIx, usize)>> {
    let mut bands: Vec<Vec<(NodeIx, usize)>> = vec![Vec::new()];
    let mut column = 0;
    for &node in main {
        if column > 0 && column + span(node) > columns && span(node) > 0 {
            bands.push(Vec::new());
            column = 0;
        }
        bands.last_mut().expect("there is always a line").push((node, column));
        column += span(node);
    }
    bands
}
