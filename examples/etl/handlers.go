package etl

import (
	"context"
	"strconv"
	"strings"
)

// Day is the input of the workflow: which file to load.
type Day struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
}

// Row is one line of the file: a CSV has only texts.
type Row struct {
	Store  string `json:"store"`
	SKU    string `json:"sku"`
	Amount string `json:"amount"`
}

// Batch is what CleanRows is asked for.
type Batch struct {
	Rows []Row `json:"rows"`
}

// Sale is a row that could be read.
type Sale struct {
	Store  string  `json:"store"`
	SKU    string  `json:"sku"`
	Amount float64 `json:"amount"`
}

// Cleaned is what becomes of a batch.
type Cleaned struct {
	Sales    []Sale `json:"sales"`
	Rejected int    `json:"rejected"`
}

// AllRejected is the error of a batch in which no row is readable, which means
// that the file is no file of sales.
type AllRejected struct{ Rows int }

// Error says how many rows there were.
func (e *AllRejected) Error() string {
	return "none of " + strconv.Itoa(e.Rows) + " rows can be read"
}

// CleanRows is the Lambda function clean-rows.
func CleanRows(_ context.Context, b Batch) (Cleaned, error) {
	out := Cleaned{Sales: []Sale{}}
	for _, r := range b.Rows {
		amount, err := strconv.ParseFloat(strings.TrimSpace(r.Amount), 64)
		if err != nil || r.SKU == "" {
			out.Rejected++
			continue
		}
		out.Sales = append(out.Sales, Sale{Store: r.Store, SKU: strings.ToUpper(r.SKU), Amount: amount})
	}
	if len(out.Sales) == 0 {
		return Cleaned{}, &AllRejected{Rows: len(b.Rows)}
	}
	return out, nil
}
