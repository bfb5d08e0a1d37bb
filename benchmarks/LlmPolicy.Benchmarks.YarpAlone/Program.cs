using LlmPolicy.Benchmarks.Gateway.Roles;

// The sample without LlmPolicy: published as the sample is, for its start and its memory. --upstream=ADDRESS
var builder = WebApplication.CreateBuilder(args);
await YarpRoute.Build(builder, builder.Configuration["upstream"]!).RunAsync();
