/** Type of a config value as upstream reads it. */
export type ConfigType = 'string' | 'int' | 'float' | 'bool'

/**
 * Known keys of `spec.config` in the order in which they become variables (kaspr-resources.md 3.5). The order is part
 * of the pod template: never change it.
 */
export const configKeys: readonly (readonly [key: string, type: ConfigType, description: string])[] = [
  ['tableDir', 'string', 'Directory of table data; the data volume is mounted there.'],
  ['topicReplicationFactor', 'int', 'Replication factor of new topics.'],
  ['topicPartitions', 'int', 'Partitions of new topics.'],
  ['topicAllowDeclare', 'bool', 'Whether topics may be created.'],
  ['keySerializer', 'string', 'Default encoding of keys.'],
  ['valueSerializer', 'string', 'Default encoding of values.'],
  ['schedulerEnabled', 'bool', 'Run the message scheduler.'],
  ['schedulerCronEnabled', 'bool', 'Run the cron scheduler.'],
  ['schedulerDebugStatsEnabled', 'bool', 'Log statistics of the scheduler.'],
  ['schedulerTopicPartitions', 'int', 'Partitions of the scheduler topics.'],
  ['schedulerCheckpointSaveIntervalSeconds', 'float', 'Seconds between saved checkpoints.'],
  ['schedulerDispatcherDefaultCheckpointLookbackDays', 'int', 'Days the dispatcher looks back without checkpoint.'],
  ['schedulerDispatcherCheckpointInterval', 'float', 'Interval of dispatcher checkpoints.'],
  ['schedulerJanitorCheckpointInterval', 'float', 'Interval of janitor checkpoints.'],
  ['schedulerJanitorCleanIntervalSeconds', 'float', 'Seconds between two clean-ups.'],
  ['schedulerJanitorHighwaterOffsetSeconds', 'float', 'Seconds the janitor stays behind.'],
  ['schedulerCronTickIntervalSeconds', 'float', 'Seconds between two cron ticks.'],
  ['schedulerCronTickBufferSeconds', 'float', 'Seconds of buffer around a cron tick.'],
  ['schedulerCronMinIntervalSeconds', 'float', 'Shortest interval of a cron schedule in seconds.'],
  ['storeRocksdbWriteBufferSize', 'int', 'RocksDB write buffer size in bytes.'],
  ['storeRocksdbMaxWriteBufferNumber', 'int', 'Most RocksDB write buffers.'],
  ['storeRocksdbTargetFileSizeBase', 'int', 'RocksDB target file size in bytes.'],
  ['storeRocksdbBlockCacheSize', 'int', 'RocksDB block cache size in bytes.'],
  ['storeRocksdbBlockCacheCompressedSize', 'int', 'RocksDB compressed block cache size in bytes.'],
  ['storeRocksdbBloomFilterSize', 'int', 'RocksDB bloom filter size in bits a key.'],
  ['storeRocksdbSetCacheIndexAndFilterBlocks', 'bool', 'Keep index and filter blocks in the cache.'],
  ['webBasePath', 'string', 'Base path of the web server.'],
  ['webPort', 'int', 'Port of the web server; 6065 when absent.'],
  ['webMetricsBasePath', 'string', 'Base path of the metrics.'],
]
