'use strict';
// Packages with native code that works on the pool: a script that requires one gets a model with the same functions,
// whether the package is installed or not. What a model hashes it can verify; hashes of the real package it cannot,
// as it does not compute them.

const { internal, standIn } = require('./node_internals.js');

const models = { bcrypt: './bcrypt_model.js', argon2: './argon2_model.js' };
const entryFile = /\/node_modules\/(bcrypt|argon2)\/(?:[^/]+\.c?js)$/;

function installPackages(world) {
    const loaded = new Map();
    const { Module } = internal('internal/modules/cjs/loader');
    const { _load: load } = Module;
    const model = (name) => {
        if (!loaded.has(name)) loaded.set(name, require(models[name])(world));
        return loaded.get(name);
    };
    Module._load = world.host.putBetween(load, (request) => {
        if (Object.hasOwn(models, request)) return [model(request)];
        const entry = request[0] === '/' ? entryFile.exec(request) : null;
        return entry === null ? undefined : [model(entry[1])];
    }, undefined, standIn('_load', load));
}

module.exports = { installPackages };
