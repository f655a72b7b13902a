package deploy

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// LogGroupPrefix is where log groups of machines belong: AWS allows deliveries to groups
// under it by one rule, while each other group takes room in a policy that is bounded.
const LogGroupPrefix = "/aws/vendedlogs/states/"

// ensureLogGroup makes the log group and sets how long it keeps events.
func (d *Deployer) ensureLogGroup(ctx context.Context, want *Desired, have *LiveLogGroup) error {
	if !want.Logging.On() {
		return nil
	}
	name := want.Logging.Group
	if have == nil {
		d.say("log group", "create %s", name)
		_, err := d.clients.Logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &name, Tags: want.roleTags()})
		if err != nil && !hasCode(err, "ResourceAlreadyExists") {
			return fmt.Errorf("create the log group: %w", err)
		}
		have = &LiveLogGroup{Tags: want.roleTags()}
	}
	// A group that somebody else made keeps events as long as they said.
	if have.RetentionDays == want.Logging.RetentionDays || have.Tags[TagOwner] != want.Owner {
		return nil
	}
	d.say("log group", "keep events of %s %s", name, days(want.Logging.RetentionDays))
	var err error
	if want.Logging.RetentionDays == 0 {
		_, err = d.clients.Logs.DeleteRetentionPolicy(ctx, &cloudwatchlogs.DeleteRetentionPolicyInput{LogGroupName: &name})
	} else {
		_, err = d.clients.Logs.PutRetentionPolicy(ctx, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: &name, RetentionInDays: ref(int32(want.Logging.RetentionDays))})
	}
	if err != nil {
		return fmt.Errorf("set the log group's retention: %w", err)
	}
	return nil
}
