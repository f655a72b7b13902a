package deploy

import (
	"maps"
	"slices"
	"strings"
)

// The tags that lockstep sets on what it makes.
const (
	// TagOwner names the workflow and its environment.
	TagOwner = "lockstep:owner"
	// TagDefinition is the hash of the definition.
	TagDefinition = "lockstep:definition"
	// TagDeployment is the fingerprint of the last deployment that completed, or
	// "unfinished" while one is under way.
	TagDeployment = "lockstep:deployment"
	// TagBuild is the build that was deployed.
	TagBuild = "lockstep:build"
	// TagTags are the names of the user's tags, so that one that is no longer wanted can
	// be told from a stranger's.
	TagTags = "lockstep:tags"
)

const (
	unfinished = "unfinished"
	// wide follows the fingerprint while the role keeps what running executions may need.
	wide = "+wide"
	// maxTagValue is AWS's bound.
	maxTagValue = 256
)

// markOf is the fingerprint of the last deployment that completed, "" if there is none or
// one is under way.
func markOf(tags map[string]string) string {
	mark := strings.TrimSuffix(tags[TagDeployment], wide)
	if mark == unfinished {
		return ""
	}
	return mark
}

// machineTags are the tags of the desired machine, but for [TagDeployment].
func (d *Desired) machineTags() map[string]string {
	out := maps.Clone(d.Tags)
	if out == nil {
		out = map[string]string{}
	}
	names := strings.Join(slices.Sorted(maps.Keys(d.Tags)), " ")
	out[TagOwner], out[TagDefinition] = d.Owner, definitionHash(d.Definition)
	if d.Build != "" {
		out[TagBuild] = d.Build[:min(len(d.Build), maxTagValue)]
	}
	if names != "" && len(names) <= maxTagValue {
		out[TagTags] = names
	}
	return out
}

// roleTags are the tags of an own role and log group.
func (d *Desired) roleTags() map[string]string {
	out := maps.Clone(d.Tags)
	if out == nil {
		out = map[string]string{}
	}
	out[TagOwner] = d.Owner
	return out
}

// tagChanges are the tags to set and the names to remove, given those that are live.
func tagChanges(want, have map[string]string) (set map[string]string, remove []string) {
	set = map[string]string{}
	for k, v := range want {
		if old, ok := have[k]; !ok || old != v {
			set[k] = v
		}
	}
	for name := range strings.FieldsSeq(have[TagTags]) {
		if _, ok := want[name]; !ok {
			if _, there := have[name]; there {
				remove = append(remove, name)
			}
		}
	}
	if _, ok := want[TagTags]; !ok && have[TagTags] != "" {
		remove = append(remove, TagTags)
	}
	slices.Sort(remove)
	return set, remove
}
