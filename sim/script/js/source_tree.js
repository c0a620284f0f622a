'use strict';
// A program's source as the parser that comes with Node sees it.

const { internal } = require('./node_internals.js');

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'StaticBlock']);

/** What `find` says of a source, kept until another one is asked about: programs ask about one after another. */
function keptForSource(find) {
    let known = { source: undefined, found: undefined };
    return (source) => {
        if (known.source !== source) known = { source, found: find(source) };
        return known.found;
    };
}

/** An empty program where Node's parser does not know the language. */
const parse = keptForSource((source) => {
    const { parse: acorn } = internal('internal/deps/acorn/acorn/dist/acorn');
    const options = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true };
    for (const sourceType of ['script', 'module']) {
        try {
            return acorn(source, { ...options, sourceType });
        } catch { /* a module's language, or none of Node's */ }
    }
    return { type: 'Program', start: 0, end: source.length, body: [] };
});

const isNode = (value) => typeof value === 'object' && value !== null && typeof value.type === 'string';

function childrenOf(node) {
    const children = [];
    for (const key of Object.keys(node)) {
        for (const value of Array.isArray(node[key]) ? node[key] : [node[key]]) if (isNode(value)) children.push(value);
    }
    return children;
}

/** Calls `visit(node, path)` for a node and what is in it; not for what is in functions there unless `within`. `path`: from outside in. */
function walk(node, visit, { within = false, path = [] } = {}) {
    visit(node, path);
    const inner = [...path, node];
    for (const child of childrenOf(node)) if (within || !functions.has(child.type)) walk(child, visit, { within, path: inner });
}

const startsOfLines = keptForSource((source) => {
    const starts = [0];
    for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
});

/** Of a line and column from 1. */
function offsetOf(source, line, column) {
    return startsOfLines(source)[line - 1] + column - 1;
}

/** [line, column] of an offset, from 1. */
function positionOf(source, offset) {
    const starts = startsOfLines(source);
    const line = starts.findLastIndex((start) => start <= offset);
    return [line + 1, offset - starts[line] + 1];
}

module.exports = { functions, isNode, keptForSource, offsetOf, parse, positionOf, walk };
