//! The QR code of a dossier's code as SVG: black modules in one path, no style, nothing from elsewhere.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// White modules around the code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// Draws a text as a QR code of level M, or better where that makes it no larger; a text that fits into none draws nothing.
pub fn qr(text: &str) -> String {
    let segments = QrSegment::make_segments(text);
    let (level, sizes) = (QrCodeEcc::Medium, (Version::MIN, Version::MAX));
    // A reader undoes any mask; to weigh all eight against each other costs more than the rest of the letter.
    let mask = Some(Mask::new(0));
    let code = QrCode::encode_segments_advanced(&segments, level, sizes.0, sizes.1, mask, true);
    let Ok(code) = code else { return String::new() };
    let (side, mut path) = (code.size() + 2 * QUIET, String::new());
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y)).count() as i32;
            if run > 0 {
                for (word, length) in [("M", x + QUIET), (" ", y + QUIET), ("h", run), ("v1h-", run)] {
                    path.push_str(word);
                    number(&mut path, length);
                }
                path.push('z');
            }
            x += run.max(1);
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"Mã QR của mã hồ sơ\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}

/// Writes a number without the ways round of formatting, which a picture of some hundred numbers would feel.
fn number(path: &mut String, number: i32) {
    if number > 9 {
        self::number(path, number / 10);
    }
    path.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same text drawn by an encoder of other authors (the Python package qrcode 8.2: version 2, level Q, mask 0); OpenCV
    /// read the printed picture back as that text.
    const KNOWN: [&str; 25] = [
        "#######.#.#.#.#...#######",
        "#.....#.#...##....#.....#",
        "#.###.#.#...#..#..#.###.#",
        "#.###.#.#.##.#....#.###.#",
        "#.###.#.#.##.#..#.#.###.#",
        "#.....#...#.#.###.#.....#",
        "#######.#.#.#.#.#.#######",
        "........###.#..#.........",
        ".##.#.##.##.#...#.#.#####",
        "....#..#...#.#.#.#.##.#.#",
        "###.########..#.#.###..#.",
        "....##....######.#.#.....",
        ".#...#####.##.#.#.#.#.###",
        ".##.#..##..#..##.#..#.###",
        "#.#.###..#.###..#.#.....#",
        ".##....#.#.#..#...####.#.",
        "#...#.##.###...######.###",
        "........###....##...##...",
        "#######.#####..##.#.#.##.",
        "#.....#..###....#...##..#",
        "#.###.#.###...#.#####.#..",
        "#.###.#...#.######.#...#.",
        "#.###.#.#.###..#..#.##..#",
        "#.....#.#.#....#.#.##..##",
        "#######....#.#....#.#...#",
    ];

    /// Reads the modules back from the path of the picture.
    fn modules(svg: &str) -> Vec<String> {
        let path = svg.rsplit_once(" d=\"").unwrap().1.split_once('"').unwrap().0;
        let mut rows = vec![vec!['.'; 33]; 33];
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (at, length) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = length.split_once('v').unwrap().0.parse().unwrap();
            rows[y][x..x + length].fill('#');
        }
        rows.into_iter().map(|row| row.into_iter().collect()).collect()
    }

    #[test]
    fn the_picture_is_the_known_code_in_its_quiet_zone() {
        let svg = qr("T-H26.00.01-260608-0001");
        assert!(svg.contains("viewBox=\"0 0 33 33\""), "25 modules and 4 on each side");
        let rows = modules(&svg);
        let white = |row: &String| row.chars().all(|module| module == '.');
        assert!(rows[..4].iter().all(white) && rows[29..].iter().all(white));
        let inner: Vec<&str> = rows[4..29].iter().map(|row| &row[4..29]).collect();
        assert_eq!(inner, KNOWN);
        assert!(rows[4..29].iter().all(|row| row.starts_with("....") && row.ends_with("....")));
    }

    #[test]
    fn what_fits_into_no_code_draws_nothing() {
        assert_eq!(qr(&"x".repeat(3000)), "");
    }
}
