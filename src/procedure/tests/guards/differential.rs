//! The typed tree against Rhai's own evaluation, where both speak the same language:
//! integers, booleans, text, comparisons, `&& || ! in`.

use engine::Outcome;
use motcua_procedure::guard::compile;
use rhai::packages::{ArithmeticPackage, BasicArrayPackage, CorePackage, LogicPackage, MoreStringPackage, Package};
use rhai::{Dynamic, Engine, Map, Scope};

use crate::dossier;
use crate::random::Dice;

fn rhai() -> (Engine, Scope<'static>) {
    let mut engine = Engine::new_raw();
    engine.register_global_module(CorePackage::new().as_shared_module());
    engine.register_global_module(ArithmeticPackage::new().as_shared_module());
    engine.register_global_module(LogicPackage::new().as_shared_module());
    engine.register_global_module(BasicArrayPackage::new().as_shared_module());
    engine.register_global_module(MoreStringPackage::new().as_shared_module());
    // The values of the received dossier.
    let fields = [
        ("la_ho_tich", Dynamic::from(true)),
        ("so_ban", Dynamic::from(3_i64)),
        ("ghi", Dynamic::from("Số 12 Ngõ Huế".to_owned())),
        ("co_quan", Dynamic::from(vec![Dynamic::from("so_xd".to_owned())])),
    ];
    let told = [("ma", Dynamic::from(4_i64))];
    let past = [("lan_gia_han", Dynamic::from(3_i64))];
    let mut scope = Scope::new();
    for (root, values) in [("yeu_cau", &fields[..]), ("thue", &told[..]), ("ho_so", &past[..])] {
        let map: Map = values.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        scope.push(root.to_owned(), map);
    }
    (engine, scope)
}

fn integer(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return dice
            .pick(&["0", "1", "-2", "7", "4611686018427387904", "yeu_cau.so_ban", "thue.ma", "ho_so.lan_gia_han"])
            .to_owned();
    }
    let (a, b) = (integer(dice, depth - 1), integer(dice, depth - 1));
    let sign = dice.pick(&["+", "-", "*", "%"]);
    match dice.roll(4) {
        0 => a,
        1 => format!("-({a})"),
        2 => format!("({a} {sign} {b})"),
        _ => format!("{a} {sign} {b}"),
    }
}

fn boolean(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return dice.pick(&["true", "false", "yeu_cau.la_ho_tich"]).to_owned();
    }
    let next = depth - 1;
    match dice.roll(8) {
        0 => format!("!({})", boolean(dice, next)),
        1 => format!("{} && {}", boolean(dice, next), boolean(dice, next)),
        2 => format!("{} || {}", boolean(dice, next), boolean(dice, next)),
        3 => format!("({} {} {})", boolean(dice, next), dice.pick(&["==", "!=", "&&", "||"]), boolean(dice, 0)),
        4 => format!(
            "{} {} {}",
            integer(dice, next),
            dice.pick(&["==", "!=", "<", "<=", ">", ">="]),
            integer(dice, next)
        ),
        5 => format!("{} in [{}, {}]", integer(dice, next), integer(dice, next), integer(dice, 0)),
        6 => format!("\"{}\" in yeu_cau.co_quan", dice.pick(&["so_xd", "ubnd_p1"])),
        _ => format!(
            "yeu_cau.ghi {} {}",
            dice.pick(&["==", "!="]),
            dice.pick(&["\"Số 12 Ngõ Huế\"", "\"số 12\"", "yeu_cau.ghi"])
        ),
    }
}

#[test]
fn agrees_with_rhai() {
    let (engine, scope) = rhai();
    let (names, dossier) = (dossier::names(), dossier::received());
    let (mut compared, mut failed) = (0, 0);
    for seed in 0..8_000 {
        let text = boolean(&mut Dice::new(seed), 1 + seed as usize % 4);
        // A chain such as `a == b || c == d` is fine; `a == b == c` and `a && b == c` are drawn too and refused here.
        let Ok(guard) = compile(&text, &names) else { continue };
        let theirs = engine.eval_expression_with_scope::<bool>(&mut scope.clone(), &text);
        let ours = dossier.evaluate(&guard);
        match (ours, theirs) {
            (Outcome::True, Ok(true)) | (Outcome::False, Ok(false)) => compared += 1,
            (Outcome::Arithmetic(_), Err(_)) => failed += 1,
            (ours, theirs) => panic!("{text}: {ours:?}, Rhai {theirs:?}"),
        }
    }
    assert!(compared > 5_000 && failed > 50, "the generator is of use: {compared}, {failed}");
}
