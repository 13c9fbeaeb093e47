//! A drawing as a file of its own: with its style, its size and black ink on white paper.
//! It draws nothing, and knows nothing of procedures.

/// The style of every drawing, for a page that defines the colours it names.
pub const STYLE: &str = include_str!("draw.css");

/// Colours on paper; every state has a shape and a word as well, so that print without colour tells the same.
const PAPER: &str = concat!(
    ":root{--paper:#fff;--well:#f1f3f6;--line:#d3d8df;--edge:#687180;--ink:#151a22;--soft:#49525f;--act:#1f4196;",
    "--on-act:#fff;--act-w:#e9eefb;--late:#a81c22;--late-w:#fbeae8;--soon:#744700;--soon-w:#fcf0d4;--ok:#17603f;",
    "--ok-w:#e4f2ea;--hold:#564585;--hold-w:#efecf8;--sans:system-ui,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-serif;",
    "background:#fff}\n",
);

/// Makes a drawing a file that any browser shows and prints without another file.
pub fn alone(svg: &str) -> String {
    let (head, body) = svg.split_once("</desc>").unwrap_or((svg, ""));
    let size = head.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"'));
    let (w, h) = size.and_then(|(size, _)| size.split_once(' ')).unwrap_or(("100%", "100%"));
    let head = head.replacen("<svg ", &format!("<svg width=\"{w}\" height=\"{h}\" "), 1);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{head}</desc><style>{PAPER}{STYLE}</style>{body}\n")
}
