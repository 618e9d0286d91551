// Reads documents with a loader for Go: main compose|godotenv
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/joho/godotenv"
)

type question struct {
	Key       string
	Documents []string
}

func read(kind string, path string) (variables map[string]string, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("it panicked")
		}
	}()
	if kind == "compose" {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		// As Compose does, whose references see the process too.
		return dotenv.ParseWithLookup(file, os.LookupEnv)
	}
	return godotenv.Read(path)
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	folder, err := os.MkdirTemp(".", "env")
	if err != nil {
		panic(err)
	}
	path := filepath.Join(folder, ".env")
	answers := json.NewEncoder(os.Stdout)
	for _, document := range asked.Documents {
		bytes, _ := base64.StdEncoding.DecodeString(document)
		if err := os.WriteFile(path, bytes, 0o600); err != nil {
			panic(err)
		}
		variables, err := read(os.Args[1], path)
		if err != nil {
			answers.Encode(map[string]any{"error": "refused"})
		} else if value, ok := variables[asked.Key]; ok {
			answers.Encode(map[string]any{"value": value})
		} else {
			answers.Encode(map[string]any{"missing": true})
		}
	}
}
