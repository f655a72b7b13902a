package transcoding

import (
	"github.com/lockstep-go/lockstep/sdk"
	"github.com/lockstep-go/lockstep/sdk/lambda"
	"github.com/lockstep-go/lockstep/sdk/mediaconvert"
	"github.com/lockstep-go/lockstep/sdk/sns"
)

// What the account has. A deployment fills it in.
const (
	role     = "arn:aws:iam::123456789012:role/mediaconvert"
	outputs  = "s3://videos/"
	editors  = "arn:aws:sns:us-east-1:123456789012:editors"
	template = "web-rendition"
)

// Workflow looks at the file, makes all renditions at the same time, and
// publishes them. If one can't be made, the editors hear of it.
func Workflow() *sdk.Workflow {
	return sdk.New("transcoding", func(b *sdk.Block, upload sdk.Value[Upload]) {
		id := sdk.Field(upload, func(u *Upload) *string { return &u.ID })
		media := lambda.Invoke(b, "Probe", Probe).Payload(upload).
			Retry(lambda.Transient().FullJitter()).
			Catch(lambda.ErrorName[*NotAVideo](), func(b *sdk.Block, e sdk.Caught) {
				b.Fail("Not a video").Error("NotAVideo").Cause(sdk.Format("{} is no video", upload.At("file")))
			}).
			Result()

		renditions := sdk.Field(media, func(m *Media) *[]Rendition { return &m.Renditions })
		files := sdk.Map(b, "Make renditions", renditions, func(b *sdk.Block, r sdk.Value[Rendition]) sdk.Value[string] {
			file := sdk.Format("{}{}/{}", outputs, id, r.At("name"))
			mediaconvert.CreateJobSync(b, "Transcode").
				Role(role).
				JobTemplate(template).
				Settings(sdk.Object{
					"Inputs": sdk.Array{sdk.Object{"FileInput": upload.At("file")}},
					"OutputGroups": sdk.Array{sdk.Object{
						"OutputGroupSettings": sdk.Object{"Type": "FILE_GROUP_SETTINGS", "FileGroupSettings": sdk.Object{"Destination": file}},
						"Outputs": sdk.Array{sdk.Object{"VideoDescription": sdk.Object{
							"Height":        r.At("height"),
							"CodecSettings": sdk.Object{"Codec": "H_264", "H264Settings": sdk.Object{"Bitrate": r.At("bitrate"), "RateControlMode": "CBR"}},
						}}},
					}},
				}).
				Retry(sdk.Retry("MediaConvert.TooManyRequestsException").MaxAttempts(8).FullJitter())
			return file
		}).
			CatchAll(func(b *sdk.Block, e sdk.Caught) {
				sns.Publish(b, "Tell editors").TopicArn(editors).
					Subject("A video could not be converted").
					Message(sdk.Format("{}: {}", upload.At("file"), e.Cause()))
				b.Fail("Not converted").Error("NotConverted").Cause(e.Cause())
			}).
			Result()

		address := lambda.Invoke(b, "Publish", Publish).
			Payload(sdk.Object{"id": id, "files": files}).
			Retry(lambda.Transient().FullJitter()).
			Result()
		b.Return(sdk.Object{"id": id, "address": address})
	}, sdk.Comment("Probe, transcode and publish a video"))
}
