-- What schools searched for in vain is listed often and is few among millions of events.
CREATE INDEX events_in_vain ON events(query, school, received_ms) WHERE kind = 'searched' AND results = 0;
