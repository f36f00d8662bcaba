#!/usr/bin/env node
'use strict';

process.setSourceMapsEnabled(true);
require('../dist/cli/main.js');
