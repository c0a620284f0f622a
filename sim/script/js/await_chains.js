'use strict';
// Whether the rounds of a loop that awaits have to come one after the other, by what the source says: if a value that one
// round awaited reaches the call, a condition before it or the loop's own test of a later one, if it decides whether there is
// a later one, or if the calls are of a kind whose order is their effect. Names stand for what they hold; what happens within
// other functions is not looked at. And whether a call is awaited at all.

const { functions, isNode, keptForSource, offsetOf, parse, walk } = require('./source_tree.js');

const loops = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);
/** Methods that put their arguments into what they are called on. */
const keepers = new Set(['add', 'append', 'delete', 'enqueue', 'push', 'set', 'splice', 'unshift']);
/** Each call goes on where the one before ended, if it is of one thing: the receiver, or the first argument. */
const orderedOfReceiver = new Set(['next', 'question', 'read', 'readv', 'write', 'writev']);
const orderedOfArgument = new Set(['appendFile', 'once', 'writeFile']);

/** "x" of x.y[z].w; "this.x" of this.x.y; undefined if a value without a name is at its root. */
function rootOf(node) {
    let at = node;
    while (at.type === 'MemberExpression' || at.type === 'ChainExpression') {
        if (at.object?.type === 'ThisExpression' && !at.computed) return `this.${at.property.name}`;
        at = at.object ?? at.expression;
    }
    return at.type === 'Identifier' ? at.name : undefined;
}

/** Names that a pattern or the left side of an assignment writes to. */
function targetsOf(pattern) {
    switch (pattern?.type) {
        case 'ObjectPattern': return pattern.properties.flatMap((one) => targetsOf(one.value ?? one.argument));
        case 'ArrayPattern': return pattern.elements.flatMap(targetsOf);
        case 'AssignmentPattern': return targetsOf(pattern.left);
        case 'RestElement': return targetsOf(pattern.argument);
        case 'Identifier':
        case 'MemberExpression': return [rootOf(pattern)].filter((name) => name !== undefined);
        default: return [];
    }
}

function mentions(node, names) {
    let found = false;
    walk(node, (at, path) => {
        const parent = path[path.length - 1];
        const isProperty = parent?.type === 'MemberExpression' && parent.property === at && !parent.computed;
        const isKey = parent?.type === 'Property' && parent.key === at && !parent.computed && !parent.shorthand;
        if ((at.type === 'Identifier' && !isProperty && !isKey) || at.type === 'MemberExpression') found = found || names.has(rootOf(at));
    }, { within: true });
    return found;
}

function hasAwait(node) {
    let found = false;
    walk(node, (at) => { found = found || at.type === 'AwaitExpression' || (at.type === 'ForOfStatement' && at.await); });
    return found;
}

/** Names declared within a loop's body or by the head of a for-of: each round has its own. */
function freshNames(loop) {
    const names = new Set();
    const declare = (node) => walk(node, (at) => {
        if (at.type === 'VariableDeclarator') for (const name of targetsOf(at.id)) names.add(name);
    });
    declare(loop.body);
    if (loop.left !== undefined) declare(loop.left);
    return names;
}

/** Tests on the way to a node that lie within `loop`. */
function testsBefore(path, node, loop) {
    const inner = path.slice(path.indexOf(loop) + 1);
    const tests = [];
    inner.forEach((at, i) => {
        const next = inner[i + 1] ?? node;
        if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && next !== at.test) tests.push(at.test);
        if (at.type === 'SwitchStatement' && next !== at.discriminant) tests.push(at.discriminant);
        if (at.type === 'LogicalExpression' && next === at.right) tests.push(at.left);
        const heads = loops.has(at.type) && next === at.body ? [at.test, at.right] : [];
        tests.push(...heads.filter(isNode));
    });
    return tests;
}

/** What such a statement leads to depends on whether something in it fails. */
function isTried(node, isSource) {
    return node.type === 'TryStatement' && node.handler !== null && isSource(node.block);
}

/** Adds to `names` what gets its value from one of them, or from what `isSource` says. */
function spread(loop, names, isSource) {
    const parts = [loop.body, loop.test, loop.update].filter(isNode);
    const comesFrom = (node) => isNode(node) && (isSource(node) || mentions(node, names));
    for (let before = -1; before !== names.size;) {
        before = names.size;
        for (const part of parts) {
            walk(part, (at, path) => {
                const isDecided = () => testsBefore([loop, ...path], at, loop).some(comesFrom) || path.some((one) => isTried(one, isSource));
                const write = (pattern) => { for (const name of targetsOf(pattern)) names.add(name); };
                if (at.type === 'VariableDeclarator' && comesFrom(at.init)) write(at.id);
                if (at.type === 'AssignmentExpression' && (comesFrom(at.right) || isDecided())) write(at.left);
                if (at.type === 'UpdateExpression' && isDecided()) write(at.argument);
                if (at.type === 'ForOfStatement' && comesFrom(at.right)) walk(at.left, (one) => { if (one.type === 'VariableDeclarator') write(one.id); });
                const isKept = at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && keepers.has(at.callee.property.name);
                if (isKept && (at.arguments.some(comesFrom) || isDecided())) write(at.callee.object);
            });
        }
    }
    return names;
}

/** Whether what a round awaited decides that it is the last one. An error ends concurrent rounds as well. */
function isEndedByResult(loop, results) {
    const isResult = (node) => hasAwait(node) || mentions(node, results);
    let found = false;
    walk(loop.body, (at, path) => {
        const inner = [loop, ...path];
        const isOwn = !path.some((one) => loops.has(one.type) || one.type === 'SwitchStatement');
        const isExit = at.type === 'ReturnStatement' || (at.type === 'BreakStatement' && (at.label !== null || isOwn));
        if (!isExit) return;
        const tests = testsBefore(inner, at, loop);
        const isSuccess = inner.some((one, i) => isTried(one, hasAwait) && (inner[i + 1] ?? at) === one.block);
        const isInHandler = inner.some((one) => one.type === 'CatchClause');
        found = found || tests.some(isResult) || isSuccess || (tests.length === 0 && !isInHandler);
    });
    return found;
}

function isOrdered(call, loop, fresh) {
    if (call.type !== 'CallExpression') return false;
    const changes = new Set(fresh);
    if (loop.init) walk(loop.init, (at) => { if (at.type === 'VariableDeclarator') for (const name of targetsOf(at.id)) changes.add(name); });
    const { callee } = call;
    const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
    if (orderedOfArgument.has(name)) return call.arguments.length > 0 && !mentions(call.arguments[0], changes);
    if (callee.type !== 'MemberExpression' || mentions(callee.object, changes)) return false;
    if (orderedOfReceiver.has(name)) return true;
    // A test that asks what the call is made on, which nothing else is given to.
    const { object } = callee;
    const asked = new Set([rootOf(object)]);
    const isAsked = object.type === 'ThisExpression' ? (node) => hasThis(node) : (node) => mentions(node, asked);
    return call.arguments.length === 0 && isNode(loop.test) && isAsked(loop.test);
}

function hasThis(node) {
    let found = false;
    walk(node, (at) => { found = found || at.type === 'ThisExpression'; });
    return found;
}

/** The ways to all awaits of a source, each from outside in. */
const awaitsOf = keptForSource((source) => {
    const awaits = [];
    walk(parse(source), (at, above) => {
        if (at.type === 'AwaitExpression') awaits.push([...above, at]);
    }, { within: true });
    return awaits;
});

/** Of calls of methods whose result is awaited at once: where the name begins, and the parenthesis behind it. */
const offsetsOfAwaited = keptForSource((source) => {
    const offsets = new Set();
    for (const way of awaitsOf(source)) {
        const { argument } = way[way.length - 1];
        const call = argument.type === 'ChainExpression' ? argument.expression : argument;
        if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') continue;
        const { start, end } = call.callee.property;
        offsets.add(start).add(source.indexOf('(', end));
    }
    return offsets;
});

/** Whether what the call of a method at a position (from 1) gives is awaited at once. */
function isAwaited(source, line, column) {
    return offsetsOfAwaited(source).has(offsetOf(source, line, column));
}

/** Whether the await at a position (from 1) has to wait for the one before, or stands in no loop of its function. */
function isChained(source, line, column) {
    const offset = offsetOf(source, line, column);
    const holds = ({ start, end }) => start <= offset && offset < end;
    const path = awaitsOf(source).findLast((way) => holds(way[way.length - 1]));
    if (path === undefined) return false;
    const own = path.slice(Math.max(...path.map((at, i) => (functions.has(at.type) ? i + 1 : 0))));
    const loop = own.filter((at, i) => loops.has(at.type) && own[i + 1] !== at.init && own[i + 1] !== at.right).pop();
    if (loop === undefined || !own.includes(loop.body)) return true;  // in a loop's test or update: the next round waits
    const call = path[path.length - 1];

    const fresh = freshNames(loop);
    const results = spread(loop, new Set(), hasAwait);
    const carried = new Set([...results].filter((name) => !fresh.has(name)));
    const reached = spread(loop, carried, () => false);
    const needed = [call.argument, ...testsBefore(own, call, loop), loop.test, loop.update].filter(isNode);
    return needed.some((node) => mentions(node, reached)) || (isNode(loop.test) && hasAwait(loop.test)) ||
        isEndedByResult(loop, results) || isOrdered(call.argument, loop, fresh);
}

module.exports = { isAwaited, isChained };
