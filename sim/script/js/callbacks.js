'use strict';
// Which call of the program a callback was given to, by what the source says: the one that it stands in as an argument, or the
// only one that has its name among the arguments.

const { functions, keptForSource, offsetOf, parse, positionOf, walk } = require('./source_tree.js');

/** Functions of a source as [parent, function], in the order of their beginnings, and by name the calls that were given it. */
const partsOf = keptForSource((source) => {
    const parts = { functions: [], callsWith: new Map() };
    walk(parse(source), (at, above) => {
        if (functions.has(at.type)) parts.functions.push([above[above.length - 1], at]);
        if (at.type !== 'CallExpression') return;
        const names = new Set(at.arguments.filter(({ type }) => type === 'Identifier').map(({ name }) => name));
        for (const name of names) {
            if (!parts.callsWith.has(name)) parts.callsWith.set(name, []);
            parts.callsWith.get(name).push(at);
        }
    }, { within: true });
    return parts;
});

function nameOf(func, parent) {
    return parent.type === 'VariableDeclarator' && parent.init === func ? parent.id.name : func.id?.name;
}

/** [name, line, column] of the call that was given the function which holds a position; undefined if the source does not say. */
function callOf(source, line, column) {
    const parts = partsOf(source);
    const offset = offsetOf(source, line, column);
    const innermost = parts.functions.findLast(([, { start, end }]) => start <= offset && offset < end);
    if (innermost === undefined) return undefined;
    const [parent, func] = innermost;
    const isArgument = parent.type === 'CallExpression' && parent.arguments.includes(func);
    const calls = isArgument ? [parent] : parts.callsWith.get(nameOf(func, parent)) ?? [];
    if (calls.length !== 1) return undefined;
    const { callee } = calls[0];
    const word = callee.type === 'MemberExpression' ? callee.property : callee;
    if (word.type !== 'Identifier') return undefined;
    return [word.name, ...positionOf(source, word.start)];
}

module.exports = { callOf };
