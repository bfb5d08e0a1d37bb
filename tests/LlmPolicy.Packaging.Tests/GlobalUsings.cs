global using LlmPolicy.Samples.Running;
global using Shouldly;
global using Xunit;

[assembly: AssemblyFixture(typeof(LlmPolicy.Packaging.Packing.PackedFeed))]
