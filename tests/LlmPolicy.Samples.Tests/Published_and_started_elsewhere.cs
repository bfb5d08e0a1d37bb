using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

public sealed class Published_and_started_elsewhere(Published sample) : LabRequests(sample), IClassFixture<Published>;
