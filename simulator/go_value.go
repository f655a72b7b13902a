package simulator

import (
	"encoding/base64"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/lockstep-go/lockstep/internal/value"
)

// goValue is a Go value of a Parquet row as JSON: times as ISO 8601, bytes as text where
// they are UTF-8 and in Base64 otherwise.
func goValue(x any) value.Value {
	switch x := x.(type) {
	case nil:
		return value.NullValue
	case bool:
		return value.OfBool(x)
	case string:
		return value.OfString(x)
	case []byte:
		if utf8.Valid(x) {
			return value.OfString(string(x))
		}
		return value.OfString(base64.StdEncoding.EncodeToString(x))
	case int32:
		return value.OfInt(int64(x))
	case int64:
		return value.OfInt(x)
	case float32:
		return value.OfFloat(float64(x))
	case float64:
		return value.OfFloat(x)
	case time.Time:
		return value.OfString(x.UTC().Format(time.RFC3339Nano))
	case []any:
		elems := make([]value.Value, len(x))
		for i := range x {
			elems[i] = goValue(x[i])
		}
		return value.OfArray(elems)
	}
	text, err := json.Marshal(x)
	if err != nil {
		return value.NullValue
	}
	v, err := value.Decode(text)
	if err != nil {
		return value.NullValue
	}
	return v
}
