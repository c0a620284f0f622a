// A program as a tree of statements, so that it can be made smaller piece by piece. A statement is a list of parts: texts,
// and lists of statements, which are printed on lines of their own between the texts.

/** A statement of these parts: texts and lists of statements. */
export const statement = (...parts) => ({ parts });

const isBody = (part) => Array.isArray(part);

function linesOf(one, indent) {
    const lines = [];
    let line = indent;
    for (const part of one.parts) {
        if (!isBody(part)) {
            line += part;
            continue;
        }
        if (part.length === 0) continue;
        lines.push(line);
        for (const inner of part) lines.push(...linesOf(inner, indent + '    '));
        line = indent;
    }
    lines.push(line);
    return lines;
}

/** The text of statements, one a line. */
export const textOf = (statements, indent = '') => statements.flatMap((one) => linesOf(one, indent)).join('\n') + '\n';

export function countOf(statements) {
    let count = 0;
    for (const one of statements) {
        count += 1;
        for (const part of one.parts) if (isBody(part)) count += countOf(part);
    }
    return count;
}

/** Lists that differ from `statements` by one step towards less, the largest steps first: pieces left out, a
 *  statement replaced by what is in its bodies, then the same within the bodies. Made one by one when asked for. */
export function* simplerThan(statements) {
    for (let size = statements.length; size >= 1; size = Math.floor(size / 2)) {
        for (let from = 0; from < statements.length; from += size)
            yield [...statements.slice(0, from), ...statements.slice(from + size)];
    }
    for (const [i, one] of statements.entries()) {
        const replaceBy = (list) => [...statements.slice(0, i), ...list, ...statements.slice(i + 1)];
        const inner = one.parts.filter(isBody).flat();
        if (inner.length > 0) yield replaceBy(inner);
        for (const [at, part] of one.parts.entries()) {
            if (!isBody(part)) continue;
            for (const less of simplerThan(part)) {
                const parts = [...one.parts];
                parts[at] = less;
                yield replaceBy([{ ...one, parts }]);
            }
        }
    }
}

/** The smallest list, by these steps, for which `fails` (asynchronous) still holds. Asks at most `questionsMax` times. */
export async function minimise(statements, fails, questionsMax = 400) {
    let best = statements;
    let questions = 0;
    for (let isSimpler = true; isSimpler; ) {
        isSimpler = false;
        for (const simpler of simplerThan(best)) {
            if (++questions > questionsMax) return best;
            if (!(await fails(simpler))) continue;
            best = simpler;
            isSimpler = true;
            break;
        }
    }
    return best;
}
