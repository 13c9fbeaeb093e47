//! Where each node stands: the main way in lines of six, the side steps in rows below the line they leave.
//! It knows rows and columns, no pixels.

use program::NodeIx;

use super::plan::Plan;

/// Columns of the wide drawing.
pub(super) const COLUMNS: usize = 6;

/// A place in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub row: usize,
    pub column: usize,
}

/// The places of all nodes but the start, which stands in the margin of the first row.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    cells: Vec<(NodeIx, Cell)>,
    /// Rows in all.
    pub rows: usize,
}

impl Grid {
    pub fn of(plan: &Plan) -> Self {
        // An end that would begin a line of its own hangs below the last step instead.
        let hanging = plan.main.len() > COLUMNS && plan.main.len() % COLUMNS == 2;
        let (main, end) = plan.main[1..].split_at(plan.main.len() - 1 - usize::from(hanging));
        let bands: Vec<&[NodeIx]> = main.chunks(COLUMNS).collect();
        let mut grid = Self { cells: Vec::new(), rows: 0 };
        let mut rest: Vec<NodeIx> = end.iter().chain(&plan.side).copied().collect();
        for (number, band) in bands.iter().enumerate() {
            let top = grid.rows;
            grid.rows += 1;
            for (column, &node) in band.iter().enumerate() {
                grid.cells.push((node, Cell { row: top, column }));
            }
            let last = number + 1 == bands.len();
            // A side step stands below the line from which it is first reached; what nothing reaches, below the last.
            while let Some(at) = rest.iter().position(|&node| last || grid.reached(plan, node)) {
                let node = rest.remove(at);
                let cell = grid.free(plan, node, top);
                grid.rows = grid.rows.max(cell.row + 1);
                grid.cells.push((node, cell));
            }
        }
        grid
    }

    /// Returns the place of a node; none for the start.
    pub fn cell(&self, node: NodeIx) -> Option<Cell> {
        self.cells.iter().find(|(placed, _)| *placed == node).map(|(_, cell)| *cell)
    }

    /// Returns what stands in a cell.
    pub fn node(&self, cell: Cell) -> Option<NodeIx> {
        self.cells.iter().find(|(_, other)| *other == cell).map(|(node, _)| *node)
    }

    /// Lists the nodes of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = NodeIx> {
        self.cells.iter().filter(move |(_, cell)| cell.row == row).map(|(node, _)| *node)
    }

    fn reached(&self, plan: &Plan, node: NodeIx) -> bool {
        plan.links.iter().any(|link| link.to == node && self.cell(link.from).is_some())
    }

    /// Finds the free place nearest to where a node is reached from, below the line.
    fn free(&self, plan: &Plan, node: NodeIx, top: usize) -> Cell {
        let source = plan.links.iter().filter(|link| link.to == node).find_map(|link| self.cell(link.from));
        let source = source.unwrap_or(Cell { row: top, column: COLUMNS / 2 });
        let rows = top + 1..=self.rows.max(top + 1);
        let all = rows.flat_map(|row| (0..COLUMNS).map(move |column| Cell { row, column }));
        let taken = |cell: &Cell| self.cells.iter().any(|(_, other)| other == cell);
        let cost = |cell: &Cell| {
            let down = cell.row.abs_diff(source.row.max(top + 1)) * 2;
            let aside = cell.column.abs_diff(source.column) * 2;
            let new = usize::from(cell.row == self.rows) * 3;
            (down + aside + new, usize::from(cell.column < source.column))
        };
        all.filter(|cell| !taken(cell)).min_by_key(cost).unwrap_or(Cell { row: self.rows, column: source.column })
    }
}
