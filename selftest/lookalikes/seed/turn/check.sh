#!/bin/sh
turnutils_stunclient "$(hostname -i)"
