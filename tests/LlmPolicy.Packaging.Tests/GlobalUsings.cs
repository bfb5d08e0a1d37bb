global using LlmPolicy.Samples.Running;
global using Shouldly;
global using Xunit;
