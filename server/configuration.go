package server

import (
	"strings"

	"github.com/lockstep-go/lockstep/server/internal/api"
)

// logging checks a logging configuration and fills in what AWS answers for absent members.
func logging(c *api.LoggingConfiguration) (*api.LoggingConfiguration, error) {
	out := api.LoggingConfiguration{}
	if c != nil {
		out = *c
	}
	if out.Level == nil {
		out.Level = new("OFF")
	}
	if out.IncludeExecutionData == nil {
		out.IncludeExecutionData = new(false)
	}
	if *out.Level != "OFF" && len(out.Destinations) != 1 || len(out.Destinations) > 1 {
		return nil, refuse("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.")
	}
	for _, d := range out.Destinations {
		if d.CloudWatchLogsLogGroup == nil || d.CloudWatchLogsLogGroup.LogGroupArn == nil {
			return nil, refuse("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must specify exactly one Log Destination.")
		}
		group := *d.CloudWatchLogsLogGroup.LogGroupArn
		if !strings.HasPrefix(group, "arn:") {
			return nil, refuse("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Group ARN is invalid.")
		}
		if !strings.HasSuffix(group, ":*") {
			return nil, refuse("InvalidLoggingConfiguration", "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.")
		}
	}
	return &out, nil
}

func tracing(c *api.TracingConfiguration) *api.TracingConfiguration {
	if c == nil || c.Enabled == nil {
		return &api.TracingConfiguration{Enabled: new(false)}
	}
	return c
}

// encryption checks an encryption configuration; without one AWS's own key is used.
func encryption(c *api.EncryptionConfiguration) (*api.EncryptionConfiguration, error) {
	const awsOwned, customer = "AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"
	if c == nil {
		return &api.EncryptionConfiguration{Type: awsOwned}, nil
	}
	refused := func(text string) error {
		return refuse("InvalidEncryptionConfiguration", "Invalid Encryption Configuration: %s", text)
	}
	switch {
	case c.Type == awsOwned && (c.KmsKeyId != nil || c.KmsDataKeyReusePeriodSeconds != nil):
		return nil, refused("kmsKeyId and kmsDataKeyReusePeriodSeconds must not be set for the type AWS_OWNED_KEY.")
	case c.Type == customer && c.KmsKeyId == nil:
		return nil, refused("kmsKeyId must be set for the type CUSTOMER_MANAGED_KMS_KEY.")
	}
	out := *c
	if c.Type == customer && c.KmsDataKeyReusePeriodSeconds == nil {
		out.KmsDataKeyReusePeriodSeconds = new(int64(300))
	}
	return &out, nil
}

// checkRole holds the rule for role ARNs: AWS looks at their form before it assumes them.
func checkRole(text string) error {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return refuse("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: %s'", text)
	}
	return nil
}
