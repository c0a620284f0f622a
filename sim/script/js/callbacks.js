'use strict';
// Which call of the program a callback was given to, by what the source says: the one that it stands in as an argument, or the
// only one that has its name among the arguments.

const { functions, offsetOf, parse, walk } = require('./source_tree.js');

/** The way from outside in to the innermost function that holds an offset; undefined if none does. */
function functionAt(tree, offset) {
    let found;
    walk(tree, (at, above) => {
        if (functions.has(at.type) && at.start <= offset && offset < at.end) found = [...above, at];
    }, { within: true });
    return found;
}

function nameOf(func, parent) {
    return parent.type === 'VariableDeclarator' && parent.init === func ? parent.id.name : func.id?.name;
}

function callWith(tree, name) {
    const calls = [];
    walk(tree, (at) => {
        const isGiven = ({ type, name: its }) => type === 'Identifier' && its === name;
        if (at.type === 'CallExpression' && at.arguments.some(isGiven)) calls.push(at);
    }, { within: true });
    return calls.length === 1 ? calls[0] : undefined;
}

/** [name, line, column] of the call that was given the function which holds a position; undefined if the source does not say. */
function callOf(source, line, column) {
    const tree = parse(source);
    const way = functionAt(tree, offsetOf(source, line, column));
    if (way === undefined) return undefined;
    const [parent, func] = way.slice(-2);
    const isArgument = parent.type === 'CallExpression' && parent.arguments.includes(func);
    const call = isArgument ? parent : callWith(tree, nameOf(func, parent));
    if (call === undefined) return undefined;
    const { callee } = call;
    const word = callee.type === 'MemberExpression' ? callee.property : callee;
    if (word.type !== 'Identifier') return undefined;
    const before = source.slice(0, word.start).split('\n');
    return [word.name, before.length, before[before.length - 1].length + 1];
}

module.exports = { callOf };
