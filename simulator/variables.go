package simulator

import (
	"github.com/lockstep-go/lockstep/internal/value"
)

// variable is a name and its value.
type variable struct {
	name  string
	value value.Value
}

// variables are those of one scope; the scopes around it are read through outer.
type variables struct {
	outer *variables
	set   []variable
}

// get finds a variable in this scope or one around it.
func (vs *variables) get(name string) (value.Value, bool) {
	for ; vs != nil; vs = vs.outer {
		for i := range vs.set {
			if vs.set[i].name == name {
				return vs.set[i].value, true
			}
		}
	}
	return value.Value{}, false
}

func (vs *variables) put(v variable) {
	for i := range vs.set {
		if vs.set[i].name == v.name {
			vs.set[i] = v
			return
		}
	}
	vs.set = append(vs.set, v)
}

// assignment is an Assign: a field for every variable, in the order of the document.
type assignment struct {
	names  []string
	fields []field
}

// eval works out the new values, all with the variables as they were on entry.
func (a *assignment) eval(v *view) ([]variable, *failure) {
	if a == nil {
		return nil, nil
	}
	out := make([]variable, len(a.names))
	for i, name := range a.names {
		x, f := a.fields[i].eval(v)
		if f != nil {
			return nil, f
		}
		out[i] = variable{name, x}
	}
	return out, nil
}

// store sets variables in the strand's scope, within the limits.
func (st *strand) store(set []variable) *failure {
	if len(set) == 0 {
		return nil
	}
	l := &st.exec.sim.limits
	total := 0
	for _, v := range set {
		n := jsonSize(v.value)
		total += n
		if l.VariableBytes > 0 && n > l.VariableBytes {
			return failf(errDataLimitExceeded, "The variable '%s' has a size exceeding the maximum number of bytes service limit.", v.name)
		}
	}
	if l.VariableBytes > 0 && total > l.VariableBytes {
		return fail(errDataLimitExceeded, "The variables assigned by the state have a size exceeding the maximum number of bytes service limit.")
	}
	for _, v := range set {
		if old, ok := st.vars.get(v.name); ok {
			st.exec.variables -= jsonSize(old)
		}
		st.vars.put(v)
	}
	st.exec.variables += total
	if l.VariablesBytes > 0 && st.exec.variables > l.VariablesBytes {
		return fail(errDataLimitExceeded, "The variables of the execution have a size exceeding the maximum number of bytes service limit.")
	}
	return nil
}
