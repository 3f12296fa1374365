// Makes the bucket for large payloads and logs, and says how long it keeps them. What is there stays.
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';

const { BUCKET: Bucket, KEEP_DAYS, AWS_ENDPOINT_URL_S3: endpoint } = process.env;
const client = new S3Client({ endpoint, forcePathStyle: true });

try {
  await client.send(new HeadBucketCommand({ Bucket }));
  console.log(`the bucket ${Bucket} is there`);
} catch (error) {
  if (error.$metadata?.httpStatusCode !== 404) throw error;
  await client.send(new CreateBucketCommand({ Bucket }));
  console.log(`made the bucket ${Bucket}`);
}
const rule = { ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: Number(KEEP_DAYS) } };
try {
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
  console.log(`what was last written ${KEEP_DAYS} days ago is deleted`);
} catch (error) {
  // The store works all the same, and fills its disk in time: worth a word, not an outage.
  console.error(`the store takes no lifecycle rule, so that nothing is deleted: ${error.name}: ${error.message}`);
}
