-- What was withdrawn before keeps no more of whoever asked than what is withdrawn from now on.
update request set body = '', place = '', reason = '', wished = '' where state = 'withdrawn';
