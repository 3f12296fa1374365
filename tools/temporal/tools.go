//go:build tools

// Package tools pins the Temporal CLI, so that `go build` gives the same server everywhere, and the server that
// deploy/native runs on PostgreSQL, of the same version. The CLI's own go.mod has a local `replace`, which `go install`
// refuses: hence a module of ours.
package tools

import (
	_ "github.com/temporalio/cli/cmd/temporal"
	_ "go.temporal.io/server/cmd/server"
	_ "go.temporal.io/server/cmd/tools/sql"
)
