'use strict';
const { createPool } = require('generic-pool');
const { expose } = require('./expose.cjs');

expose(createPool);
