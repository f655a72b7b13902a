package server

import (
	"context"
	"slices"
	"strings"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// maxTags is how many tags a resource may have.
const maxTags = 50

// tags are a resource's tags in the order in which their keys came.
type tags []api.Tag

// add sets tags; one whose key is there gets the new value. On an error nothing is changed.
func (t *tags) add(more []api.Tag) error {
	next := slices.Clone(*t)
	for _, tag := range more {
		key := orEmpty(tag.Key)
		if key == "" {
			return invalid("A tag must have a key.")
		}
		if strings.HasPrefix(strings.ToLower(key), "aws:") {
			return invalid("aws: prefixed tag key names are not allowed for external use.")
		}
		tag = api.Tag{Key: &key, Value: new(orEmpty(tag.Value))}
		if i := next.find(key); i >= 0 {
			next[i] = tag
		} else {
			next = append(next, tag)
		}
	}
	if len(next) > maxTags {
		return refuse("TooManyTags", "The resource would have %d tags; the limit is %d.", len(next), maxTags)
	}
	*t = next
	return nil
}

func (t tags) find(key string) int {
	return slices.IndexFunc(t, func(tag api.Tag) bool { return *tag.Key == key })
}

// tagged finds the tags of the machine or activity that an ARN names; versions and aliases
// have none. The caller holds the lock.
func (w *world) tagged(text string) (*tags, error) {
	a, err := parseARN(text, kindMachine, kindActivity)
	if err != nil {
		return nil, err
	}
	if w.here(a) && a.qualifier == "" {
		if act := w.activities[a.name]; a.kind == kindActivity && act != nil {
			return &act.tags, nil
		}
		if m := w.alive(a.name); a.kind == kindMachine && m != nil {
			return &m.tags, nil
		}
	}
	return nil, refuse("ResourceNotFound", "Resource not found: '%s'", text)
}

func (w *world) tagResource(_ context.Context, in *api.TagResourceInput) (*api.TagResourceOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &api.TagResourceOutput{}, t.add(in.Tags)
}

func (w *world) untagResource(_ context.Context, in *api.UntagResourceInput) (*api.UntagResourceOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	*t = slices.DeleteFunc(slices.Clone(*t), func(tag api.Tag) bool { return slices.Contains(in.TagKeys, *tag.Key) })
	return &api.UntagResourceOutput{}, nil
}

func (w *world) listTagsForResource(_ context.Context, in *api.ListTagsForResourceInput) (*api.ListTagsForResourceOutput, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &api.ListTagsForResourceOutput{Tags: append([]api.Tag{}, *t...)}, nil
}
